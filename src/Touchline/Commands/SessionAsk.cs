using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>The other end of a session's <see cref="CommandBox"/>: asks it something and waits for its answer.</summary>
internal static class SessionAsk
{
    private const int LookMs = 20;

    public static Argument<string> Journal() => new("JOURNAL") { Description = "The folder that the session's --journal writes" };

    public static Option<string> Wait() => new("--wait") { Description = "How long to wait for the session's answer", DefaultValueFactory = _ => "10s", HelpName = "TIME" };

    /// <exception cref="BadInputException">There is no such session, or it is another user's.</exception>
    /// <exception cref="IOException">It didn't answer in time.</exception>
    public static string Ask(string journal, string text, string wait, CancellationToken cancel)
    {
        if (!Duration.TryParse(wait, out long waitNs) || waitNs <= 0)
            throw new BadInputException($"--wait: '{wait}' is no time; right is e.g. 10s");
        if (!JournalNames.IsJournal(journal))
            throw new BadInputException($"{journal} holds no journal; right is the folder that the session's --journal writes");
        if (!IsWritten(journal))
            throw new BadInputException($"no session writes the journal {journal} now");
        return Ask(Path.Combine(journal, CommandBox.Folder), text, waitNs, cancel);
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
