global using MueJam.Tests.Support;
global using Xunit;
