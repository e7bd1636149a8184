using Benchmarks;

return args is [ColdLoad.Argument, var encoding] ? ColdLoad.Run(encoding) : BenchmarkCommand.Run(args);
