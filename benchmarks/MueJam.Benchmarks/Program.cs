using MueJam.Benchmarks;
using MueJam.Benchmarks.Servers;

// Each server under test is this program again, in a process of its own.
return args is [ServerProcess.Word, var kind]
    ? await ServerProgram.RunAsync(kind)
    : await BenchmarkCommand.RunAsync(args);
