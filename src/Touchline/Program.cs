using Touchline.Commands;
using Touchline.Jobs;

FileModes.KeepToOwner();
JobChild.Watch();
return await CommandLine.RunAsync(args);
