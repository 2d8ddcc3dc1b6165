using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline tell</c>: a command for a session that runs, found by its journal.</summary>
internal static class TellCommand
{
    private const int LookMs = 20;

    public static Command Create()
    {
        var folder = new Argument<string>("JOURNAL") { Description = "The folder that the session's --journal writes" };
        var words = new Argument<string[]>("COMMAND") { Description = "e.g. kill flatten, arm, pause 0, set 0 spread=2.5, limit max_position=0.5, freeze 0, thaw 0, breaker reset, cancel", Arity = ArgumentArity.OneOrMore };
        var wait = new Option<string>("--wait") { Description = "How long to wait for the session's answer", DefaultValueFactory = _ => "10s", HelpName = "TIME" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("tell", "Tell a session that runs a command: kill it, pause it, change a limit or a parameter. It stands in the session's journal.") { folder, words };
        command.Add(wait);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(
            () => Run(parsed.GetRequiredValue(folder), string.Join(' ', parsed.GetRequiredValue(words)), parsed.GetRequiredValue(wait), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string journal, string text, string wait, bool json, CancellationToken cancel)
    {
        if (!Duration.TryParse(wait, out long waitNs) || waitNs <= 0)
            throw new BadInputException($"--wait: '{wait}' is no time; right is e.g. 10s");
        if (EngineCommand.Parse(text) is null)
            throw new BadInputException($"'{text}' is no command; right is e.g. kill flatten, arm, pause 0, set 0 spread=2.5, limit max_position=0.5, limit 0 max_order=2, freeze 0, thaw 0, breaker reset, cancel (docs/engine.md has them all)");
        string folder = Path.Combine(journal, CommandBox.Folder);
        if (!JournalNames.IsJournal(journal))
            throw new BadInputException($"{journal} holds no journal; right is the folder that the session's --journal writes");
        if (!IsWritten(journal))
            throw new BadInputException($"no session writes the journal {journal} now");
        string answer = Ask(folder, text, waitNs, cancel);
        string? refusal = answer.StartsWith(CommandBox.Refused, StringComparison.Ordinal) ? answer[CommandBox.Refused.Length..] : null;
        if (json)
            Console.WriteLine(new JsonObject { ["command"] = text, ["done"] = refusal is null, ["refusal"] = refusal }.ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"{text}: {answer}");
        return refusal is null ? CommandLine.Done : CommandLine.FailedRun;
    }

    // Nobody else can have its lock.
    private static bool IsWritten(string journal)
    {
        using JournalLock? free = JournalLock.TryTake(journal);
        return free is null;
    }

    private static string Ask(string folder, string text, long waitNs, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Directory.Exists(folder))
        {
            if (cancel.IsCancellationRequested || Stopwatch.GetElapsedTime(start).TotalNanoseconds > waitNs)
                throw new IOException($"the session takes no commands yet, {Duration.Format(waitNs)} after it was asked: it is still opening, or doesn't trade; nothing was told");
            cancel.WaitHandle.WaitOne(LookMs);
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{CommandBox.NameOf(DateTime.UtcNow)}-{Environment.ProcessId}"), ask = Path.Combine(folder, name + CommandBox.Ask), answer = Path.Combine(folder, name + CommandBox.Answer);
        try
        {
            File.WriteAllText(ask + ".new", text);
            File.Move(ask + ".new", ask);
            while (!File.Exists(answer))
            {
                if (cancel.IsCancellationRequested || Stopwatch.GetElapsedTime(start).TotalNanoseconds > waitNs)
                    throw new IOException(TakeBack(ask)
                        ? $"the session hasn't taken the command within {Duration.Format(waitNs)}, and it is taken back"
                        : $"the session has taken the command and not answered within {Duration.Format(waitNs)}: look at the session whether it was carried out");
                cancel.WaitHandle.WaitOne(LookMs);
            }

            string said = File.ReadAllText(answer);
            File.Delete(answer);
            return said;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadInputException($"can't write in {folder}: {e.Message}; a session takes commands of the user that runs it", e);
        }
    }

    private static bool TakeBack(string ask)
    {
        if (!CommandBox.TryTake(ask))
            return false;
        File.Delete(ask + CommandBox.Taken);
        return true;
    }
}
