using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Monitoring;

namespace Touchline.Tests.Monitoring;

public sealed class LogFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-log-").FullName;
    private readonly ManualClock _clock = new();
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_lines_go_into_the_days_file_and_errors_into_one_of_their_own_too()
    {
        using (LogFiles files = Open())
        {
            files.Write(Line("a"));
            files.Write(Line("b", LogLevel.Error));
            files.Write(Line("c", LogLevel.Debug));
        }

        Assert.Equal(["a", "b"], Events("bot_20261122.log"));
        Assert.Equal(["b"], Events("bot_errors_20261122.log"));
        Assert.Empty(_said);
    }

    [Fact]
    public void A_session_that_begins_again_goes_on_in_the_same_file_behind_half_a_line_too()
    {
        using (LogFiles files = Open())
            files.Write(Line("a"));
        File.AppendAllText(Path.Combine(_folder, "bot_20261122.log"), "{\"time\":\"2026");
        using (LogFiles files = Open())
            files.Write(Line("b"));
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "bot_20261122.log"));
        Assert.Equal(3, lines.Length);
        Assert.Equal("b", (string)JsonNode.Parse(lines[2])!["event"]!);
    }

    [Fact]
    public void Each_day_has_files_of_its_own_and_old_ones_are_deleted()
    {
        foreach (string name in (string[])["bot_20260101.log", "bot_20261120_001.log", "bot_20261121.log", "bot_errors_20260101.log", "bot_mine.log", "bot_20260101.log.gz", "other_20260101.log"])
            File.WriteAllText(Path.Combine(_folder, name), "x\n");
        using (LogFiles files = Open(new LogFileBounds(KeepDays: 2)))
            files.Write(Line("a"));
        _clock.Go(86_400);
        using (LogFiles files = Open(new LogFileBounds(KeepDays: 2)))
            files.Write(Line("b"));
        Assert.Equal(
            ["bot_20260101.log.gz", "bot_20261122.log", "bot_20261123.log", "bot_errors_20261122.log", "bot_errors_20261123.log", "bot_mine.log", "other_20260101.log"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_day_changes_within_a_session_and_never_back()
    {
        var file = new LogFile(_folder, "bot", new LogFileBounds());
        var day = new DateOnly(2026, 11, 22);
        file.Write("a\n"u8, day);
        file.Write("b\n"u8, day.AddDays(1));
        file.Write("c\n"u8, day);
        file.Dispose();
        Assert.Equal("a\n", File.ReadAllText(Path.Combine(_folder, "bot_20261122.log")));
        Assert.Equal("b\nc\n", File.ReadAllText(Path.Combine(_folder, "bot_20261123.log")));
    }

    [Fact]
    public void A_file_that_is_full_goes_on_in_the_next_one_and_the_oldest_of_many_go()
    {
        var day = new DateOnly(2026, 11, 22);
        var bounds = new LogFileBounds(MostBytes: 10, MostFiles: 3);
        using (var file = new LogFile(_folder, "bot", bounds))
        {
            for (int i = 0; i < 9; i++)
                file.Write("1234\n"u8, day);
        }

        Assert.Equal(["bot_20261122_002.log", "bot_20261122_003.log", "bot_20261122_004.log"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using (var file = new LogFile(_folder, "bot", bounds))
            file.Write("5678\n"u8, day);
        Assert.Equal("1234\n5678\n", File.ReadAllText(Path.Combine(_folder, "bot_20261122_004.log")));
    }

    [Fact]
    public void A_folder_that_cant_be_used_is_said_at_the_start()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Contains($"setting log.folder is '{file}', where no log can be written", Assert.Throws<BadInputException>(() => Open(folder: file)).Message);
        Assert.Contains("right is a folder that can be written", Assert.Throws<BadInputException>(() => Open(folder: Path.Combine(file, "below"))).Message);
    }

    [Fact]
    public void A_folder_belongs_to_one_session()
    {
        using LogFiles one = Open();
        Assert.Contains("for one session alone", Assert.Throws<BadInputException>(() => Open()).Message);
    }

    [Fact]
    public void A_full_disk_is_said_once_until_it_has_room_again_and_what_was_lost_is_counted()
    {
        using var disk = new Disk();
        using (LogFiles files = Open(open: disk.Open))
        {
            disk.IsFull = true;
            files.Write(Line("a"));
            disk.WaitForFailures(1);
            // While it is left alone for a second nothing is tried.
            files.Write(Line("b"));
            WaitUntil(() => files.Lost == 2);
            Assert.Equal(1, disk.Failures);
            _clock.Go(2);
            files.Write(Line("c"));
            disk.WaitForFailures(2);
            WaitUntil(() => files.Lost == 3);
            Assert.Single(_said);
            Assert.Contains("can't be written: No space left on device; the session goes on", _said[0]);
            disk.IsFull = false;
            _clock.Go(2);
            files.Write(Line("d"));
            disk.WaitForFlush();
            disk.IsFull = true;
            files.Write(Line("e"));
            disk.WaitForFailures(3);
        }

        Assert.Equal(2, _said.Count);
        Assert.Equal(["d"], disk.Written().Select(l => (string)JsonNode.Parse(l)!["event"]!));
    }

    [Fact]
    public void A_disk_that_hangs_makes_nobody_wait_and_what_finds_no_room_is_counted()
    {
        using var disk = new Disk();
        LogFiles files = Open(open: disk.Open);
        disk.Hang();
        for (int i = 0; i < LogFiles.Capacity + 100; i++)
            files.Write(Line("a"));
        // One is in the hands of the thread that hangs.
        Assert.InRange(files.Lost, 99, 100);
        Assert.Equal(LogFiles.Capacity, files.Waiting);
        disk.GoOn();
        files.Dispose();
        Assert.Equal(LogFiles.Capacity + 100 - files.Lost, disk.Written().Count());
    }

    [Fact]
    public void What_comes_after_the_end_is_counted()
    {
        LogFiles files = Open();
        files.Dispose();
        files.Dispose();
        files.Write(Line("a"));
        Assert.Equal(1, files.Lost);
    }

    private LogFiles Open(LogFileBounds? bounds = null, string? folder = null, Func<string, System.IO.Stream>? open = null) =>
        new(folder ?? _folder, LogLevel.Info, bounds ?? new LogFileBounds(), _clock, text =>
        {
            lock (_said)
                _said.Add(text);
        }, open);

    private LogLine Line(string name, LogLevel level = LogLevel.Info) => new(_clock.GetUtcNow(), level, name);

    private IEnumerable<string> Events(string file) => File.ReadLines(Path.Combine(_folder, file)).Select(l => (string)JsonNode.Parse(l)!["event"]!);

    private static void WaitUntil(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Patience.Most));

    // A disk whose room, patience and content the test knows. Only what was flushed is on it.
    private sealed class Disk : IDisposable
    {
        private readonly MemoryStream _content = new();
        private readonly ManualResetEventSlim _goesOn = new(true);
        private int _failures;
        private int _flushes;

        public volatile bool IsFull;

        public int Failures => Volatile.Read(ref _failures);

        public System.IO.Stream Open(string file) => Path.GetFileName(file).StartsWith("bot_errors", StringComparison.Ordinal) ? new MemoryStream() : new DiskFile(this);

        public void Dispose()
        {
            _goesOn.Dispose();
            _content.Dispose();
        }

        public void Hang() => _goesOn.Reset();

        public void GoOn() => _goesOn.Set();

        public void WaitForFailures(int count) => WaitUntil(() => Failures >= count);

        public void WaitForFlush() => WaitUntil(() => Volatile.Read(ref _flushes) > 0);

        public IEnumerable<string> Written() => System.Text.Encoding.UTF8.GetString(_content.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        private sealed class DiskFile(Disk disk) : MemoryStream
        {
            public override bool CanSeek => false;

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                disk._goesOn.Wait();
                if (disk.IsFull)
                {
                    Interlocked.Increment(ref disk._failures);
                    throw new IOException("No space left on device");
                }

                disk._content.Write(buffer);
            }

            public override void Flush() => Interlocked.Increment(ref disk._flushes);
        }
    }
}
