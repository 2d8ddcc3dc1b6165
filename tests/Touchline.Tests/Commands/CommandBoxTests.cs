using Touchline.Commands;
using Touchline.Core;
using Touchline.Trading;
using Xunit;

namespace Touchline.Tests.Commands;

public sealed class CommandBoxTests : IDisposable
{
    private static readonly DateTime Began = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly DirectoryInfo _journal = Directory.CreateTempSubdirectory("touchline-");
    private readonly List<string> _given = [];

    [Fact]
    public void What_is_asked_is_given_in_its_order_and_answered()
    {
        using var ended = new CancellationTokenSource();
        using JournalLock place = Session();
        using CommandBox box = CommandBox.Open(_journal.FullName, Began)!;
        Thread session = Give(box, ended.Token);
        Assert.Equal(CommandLine.Done, Tell("pause", "0"));
        Assert.Equal(CommandLine.Done, Tell("limit", "max_position=0.5"));
        Assert.Equal(CommandLine.FailedRun, Tell("thaw", "7"));
        Assert.Equal("3 were given", SessionAsk.Ask(_journal.FullName, CommandBox.Status, "10s", CancellationToken.None));
        ended.Cancel();
        session.Join();
        Assert.Equal(["pause 0", "limit max_position=0.5", "thaw 7"], _given);
        Assert.Empty(Directory.GetFiles(Path.Combine(_journal.FullName, CommandBox.Folder)));
    }

    [Fact]
    public void What_was_asked_of_an_earlier_session_is_nobodys()
    {
        using JournalLock place = Session();
        string folder = Path.Combine(_journal.FullName, CommandBox.Folder);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, CommandBox.NameOf(Began.AddMinutes(-1)) + "-1" + CommandBox.Ask), "kill");
        CommandBox.Open(_journal.FullName, Began)!.Dispose();
        using CommandBox box = CommandBox.Open(_journal.FullName, Began)!;
        box.Give(c => throw new InvalidOperationException($"{c} was given"), () => throw new InvalidOperationException("asked"));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void What_is_asked_while_a_session_opens_it_is_given_once_it_has_begun()
    {
        using JournalLock place = Session();
        string folder = Path.Combine(_journal.FullName, CommandBox.Folder);
        Directory.CreateDirectory(folder);
        DateTime since = Began;
        File.WriteAllText(Path.Combine(folder, CommandBox.NameOf(since.AddSeconds(-1)) + "-1" + CommandBox.Ask), "arm");
        File.WriteAllText(Path.Combine(folder, CommandBox.NameOf(since.AddTicks(1)) + "-1" + CommandBox.Ask), "kill");
        using CommandBox box = CommandBox.Open(_journal.FullName, since)!;
        while (_given.Count == 0)
        {
            box.Give(
                c =>
                {
                    _given.Add($"{c}");
                    return null;
                },
                () => "");
        }

        Assert.Equal(["kill"], _given);
    }

    [Fact]
    public void One_that_the_session_takes_the_asker_cant_take_back()
    {
        string ask = Path.Combine(_journal.FullName, "1" + CommandBox.Ask);
        File.WriteAllText(ask, "kill");
        Assert.True(CommandBox.TryTake(ask));
        Assert.False(CommandBox.TryTake(ask));
    }

    [Fact]
    public void One_that_nobody_takes_is_taken_back()
    {
        using JournalLock place = Session();
        Directory.CreateDirectory(Path.Combine(_journal.FullName, CommandBox.Folder));
        Assert.Contains("it is taken back", Assert.Throws<IOException>(() => Tell("--wait", "50ms", "kill")).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_journal.FullName, CommandBox.Folder)));
    }

    [Fact]
    public void Where_nobody_listens_it_is_said()
    {
        Assert.Contains("holds no journal", Refused("kill"), StringComparison.Ordinal);
        Session().Dispose();
        Assert.Contains("no session writes the journal", Refused("kill"), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_journal.FullName, CommandBox.Folder));
        Assert.Contains("no session writes the journal", Refused("kill"), StringComparison.Ordinal);
        Assert.Contains("'klil' is no command; right is e.g. kill flatten", Refused("klil"), StringComparison.Ordinal);
    }

    public void Dispose() => _journal.Delete(recursive: true);

    private JournalLock Session()
    {
        File.WriteAllBytes(Path.Combine(_journal.FullName, JournalNames.Segment(1)), []);
        return JournalLock.Take(_journal.FullName);
    }

    private Thread Give(CommandBox box, CancellationToken ended)
    {
        var thread = new Thread(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                box.Give(
                    c =>
                    {
                        _given.Add($"{c}");
                        return c.Kind == CommandKind.Thaw ? "there is no instrument 7" : null;
                    },
                    () => $"{_given.Count} were given");
                ended.WaitHandle.WaitOne(1);
            }
        });
        thread.Start();
        return thread;
    }

    private string Refused(params string[] words) => Assert.Throws<BadInputException>(() => Tell(words)).Message;

    private int Tell(params string[] words) =>
        TellCommand.Create().Parse([_journal.FullName, .. words]).Invoke(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
