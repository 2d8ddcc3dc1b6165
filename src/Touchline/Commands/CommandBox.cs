using System.Collections.Concurrent;
using System.Globalization;
using Touchline.Core;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// Where a running session takes commands from other processes of the same user: files in its journal's folder, <c>commands/NAME.ask</c> with a command's text, answered in
/// <c>NAME.answer</c> by <c>done</c> or <c>refused: why</c>; or with <c>status</c>, answered by how the session stands. A thread beside the session looks at the disk, so that the session never waits for it. docs/run.md.
/// </summary>
internal sealed class CommandBox : IDisposable
{
    public const string Folder = "commands";
    public const string Ask = ".ask";
    public const string Answer = ".answer";

    /// <summary>The file was renamed to this by the one of both, session or asker, who has it now.</summary>
    public const string Taken = ".taken";
    public const string Done = "done";
    public const string Refused = "refused: ";

    /// <summary>Asks how the session stands, in place of a command.</summary>
    public const string Status = "status";

    private const int LookMs = 50;

    // Those that wait for the session at once; the others wait on the disk.
    private const int MostWaiting = 64;

    private readonly string _folder;
    private readonly StrategyDesk? _desk;

    // Without a command: how it stands.
    private readonly ConcurrentQueue<(string Name, EngineCommand? Command)> _asked = new();
    private readonly ConcurrentQueue<(string Name, string Text)> _answers = new();
    private readonly HashSet<string> _taken = [];
    private readonly ManualResetEventSlim _ends = new();
    private readonly Thread _thread;

    private CommandBox(string folder, StrategyDesk? desk)
    {
        (_folder, _desk) = (folder, desk);
        _thread = new Thread(Look) { IsBackground = true, Name = "commands" };
        _thread.Start();
    }

    /// <summary>Null where the session keeps no journal: then it has no place to be found at. What was asked of a session before isn't this one's.</summary>
    /// <param name="journal">The journal's folder.</param>
    /// <param name="since">When nobody else wrote the journal any more, and this session began to open: what was asked from then on it is given.</param>
    /// <param name="desk">Starts, stops and replaces strategies; null: nobody does.</param>
    public static CommandBox? Open(string? journal, DateTime since, StrategyDesk? desk = null)
    {
        if (journal is null)
            return null;
        string folder = Path.Combine(journal, Folder);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                if (string.CompareOrdinal(Path.GetFileName(file), NameOf(since)) < 0)
                    File.Delete(file);
            }

            return new CommandBox(folder, desk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't make {folder}, where the session is told commands: {e.Message}", e);
        }
    }

    /// <summary>Names stand in the order in which they were asked.</summary>
    public static string NameOf(DateTime asked) => asked.Ticks.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>False: the other, asker or session, has it.</summary>
    public static bool TryTake(string ask)
    {
        try
        {
            File.Move(ask, ask + Taken);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Gives the session what was asked since the last time. On its thread.</summary>
    /// <param name="give">Returns why it was refused; null when it wasn't.</param>
    /// <param name="status">How the session stands.</param>
    public void Give(Func<EngineCommand, string?> give, Func<string> status)
    {
        while (_asked.TryDequeue(out (string Name, EngineCommand? Command) asked))
            _answers.Enqueue((asked.Name, asked.Command is not { } command ? status() : give(command) is { } why ? Refused + why : Done));
    }

    public void Dispose()
    {
        _ends.Set();
        _thread.Join();
        foreach ((string name, _) in _asked)
            _answers.Enqueue((name, Refused + "the session has ended"));
        TryWork(Write);
        TryWork(() => Directory.Delete(_folder)); // unless an answer waits there for who asked
        _ends.Dispose();
    }

    private void Look()
    {
        do
        {
            TryWork(Read);
            TryWork(Write);
        }
        while (!_ends.Wait(LookMs));
    }

    // The disk's troubles are the asker's, who gets no answer.
    private static void TryWork(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Read()
    {
        foreach (string path in Directory.GetFiles(_folder, "*" + Ask).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (_asked.Count >= MostWaiting || !_taken.Add(name))
                continue;
            if (!TryTake(path))
            {
                _taken.Remove(name);
                continue;
            }

            string text = File.ReadAllText(path + Taken).Trim();
            File.Delete(path + Taken);
            if (_desk is not null && StrategyRequest.Parse(text) is { } request)
            {
                _ = Tell(name, request.CarryOut(_desk));
                continue;
            }

            EngineCommand? command = EngineCommand.Parse(text);
            if (command is { Kind: CommandKind.Start or CommandKind.Replace or CommandKind.Fail })
            {
                // What the engine makes of them depends on code that is ready, which a replay always has.
                _answers.Enqueue((name, $"{Refused}right is 'touchline strategy start' or 'reload', which see to the code"));
                continue;
            }

            if (command is not null || text == Status)
                _asked.Enqueue((name, command));
            else
                _answers.Enqueue((name, $"{Refused}'{text}' is no command"));
        }
    }

    private async Task Tell(string name, Task<string?> work)
    {
        string? why;
        try
        {
            why = await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it was, who asked is to hear of it.
            why = e.Message;
        }

        _answers.Enqueue((name, why is null ? Done : Refused + why));
    }

    private void Write()
    {
        while (_answers.TryPeek(out (string Name, string Text) answer))
        {
            string path = Path.Combine(_folder, answer.Name + Answer);
            File.WriteAllText(path + ".new", answer.Text);
            File.Move(path + ".new", path, overwrite: true);
            _taken.Remove(answer.Name);
            _answers.TryDequeue(out _);
        }
    }
}
