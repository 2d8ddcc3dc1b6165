using System.CommandLine;
using System.CommandLine.Parsing;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>The verbs of the program and its exit codes: 0 done, 1 a run that failed, 2 wrong input.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int FailedRun = 1;
    public const int WrongInput = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Touchline: market making, arbitrage and signal trading on crypto perpetual futures.");
        root.Add(ImportCommand.Create());
        root.Add(InspectCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(BacktestCommand.Create());
        root.Add(RunCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(GenerateCommand.Create());

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return SayWrongUsage(parsed);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            });
        }
        catch (BadInputException e)
        {
            Console.Error.WriteLine($"touchline: {e.Message}");
            return WrongInput;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("touchline: interrupted; nothing was written");
            return FailedRun;
        }
    }

    private static int SayWrongUsage(ParseResult parsed)
    {
        foreach (ParseError error in parsed.Errors)
            Console.Error.WriteLine($"touchline: {error.Message}");
        string verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        Console.Error.WriteLine($"See 'touchline {verb}--help'.");
        return WrongInput;
    }
}
