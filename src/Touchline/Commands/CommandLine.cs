using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>The verbs of the program and its exit codes: 0 done, 1 a run that failed, 2 wrong input.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int FailedRun = 1;
    public const int WrongInput = 2;

    private static readonly CancellationTokenSource HungUp = new();

    /// <summary>The terminal has gone: a session ends as by Ctrl-C, which the library listens for itself.</summary>
    public static CancellationToken HangUp => HungUp.Token;

    /// <summary>The program was started without a word.</summary>
    public static bool IsUnasked { get; private set; }

    public static async Task<int> RunAsync(string[] args)
    {
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            HungUp.Cancel();
        });
        var root = new RootCommand("Touchline: market making, arbitrage and signal trading on crypto perpetual futures.");
        root.Add(ImportCommand.Create());
        root.Add(InspectCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(CalibrateCommand.Create());
        root.Add(BacktestCommand.Create());
        root.Add(CompareCommand.Create());
        root.Add(SweepCommand.Create());
        root.Add(RunCommand.Create());
        root.Add(TellCommand.Create());
        root.Add(StatusCommand.Create());
        root.Add(RecoverCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(DriftCommand.Create());
        root.Add(RecordCommand.Create());
        root.Add(DoctorCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(GenerateCommand.Create());
        root.Add(ExchangeCommand.Create());
        root.Add(SimulateCommand.Create());
        root.Add(StrategiesCommand.Create());
        root.Add(StrategyCommand.Create());
        root.Add(ConfigCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(UsersCommand.Create());
        root.Add(DbCommand.Create());
        root.Add(PluginHostCommand.Create());

        IsUnasked = args.Length == 0;
        if (IsUnasked)
            args = ["run"];
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || UnknownOption(parsed, args) is not null)
            return SayWrongUsage(parsed, UnknownOption(parsed, args));
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
        }
        catch (BadInputException e)
        {
            Console.Error.WriteLine($"touchline: {e.Message}");
            return WrongInput;
        }
        catch (IOException e)
        {
            // A full or failing disk. What was being written is gone with its writer.
            Console.Error.WriteLine($"touchline: {e.Message}");
            return FailedRun;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("touchline: interrupted; nothing was written");
            return FailedRun;
        }
    }

    /// <summary>
    /// Runs a verb's work on a thread of its own, because the library listens for Ctrl-C only once the work has given it a task.
    /// </summary>
    public static Task<int> Start(Func<int> work) => Task.Run(work);

    // The parser takes an option it doesn't know for an argument.
    private static string? UnknownOption(ParseResult parsed, string[] args)
    {
        IEnumerable<Option> known = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options);
        HashSet<string> names = [.. known.SelectMany(o => o.Aliases.Append(o.Name))];
        return args.TakeWhile(a => a != "--").FirstOrDefault(a => OptionName(a) is { } name && !names.Contains(name));
    }

    // Behind a short name the value may follow without a space. A dash alone stands for standard output, with a digit for a number.
    private static string? OptionName(string arg) => arg switch
    {
        ['-', '-', _, ..] => arg.Split('=', ':')[0],
        ['-', (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '?', ..] => arg[..2],
        _ => null,
    };

    private static int SayWrongUsage(ParseResult parsed, string? unknownOption)
    {
        if (unknownOption is not null)
            Console.Error.WriteLine($"touchline: option '{unknownOption}' is unknown");
        // What isn't understood comes before what is missing because of it.
        string[] messages = unknownOption is null ? [.. parsed.Errors.Select(e => e.Message)] : [];
        string[] unknown = [.. messages.Where(m => m.StartsWith("Unrecognized", StringComparison.Ordinal))];
        foreach (string message in unknown.Length > 0 ? unknown : messages)
            Console.Error.WriteLine($"touchline: {message}");
        Console.Error.WriteLine($"See 'touchline {Verb(parsed.CommandResult)}--help'.");
        return WrongInput;
    }

    // With the verbs above it, as the user types it.
    private static string Verb(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Verb(parent)}{command.Command.Name} " : "";
}
