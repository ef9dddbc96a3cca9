using MueJam.Api;

return await LibraryApi.RunAsync(args);
