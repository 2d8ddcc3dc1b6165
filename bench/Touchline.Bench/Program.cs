using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Touchline.Bench -- --filter '*Book*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
