using Touchline.Commands;

return await CommandLine.RunAsync(args);
