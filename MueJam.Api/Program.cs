using MueJam.Api;
using MueJam.Api.Seeding;

return args is [SeedCommand.Name, .. var rest] ? await SeedCommand.RunAsync(rest) : await LibraryApi.RunAsync(args);
