using Touchline.Commands;
using Touchline.Jobs;

JobChild.Watch();
return await CommandLine.RunAsync(args);
