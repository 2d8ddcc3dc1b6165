using System.Runtime.InteropServices;

namespace Touchline.Core.Tests;

public sealed class RecordingDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_crash_at_any_byte_costs_only_what_was_not_whole()
    {
        byte[] whole = CrashedFile(out List<int> ends, out List<byte[]> blocks);
        for (int length = 128; length <= whole.Length; length++)
        {
            int kept = ends.FindLastIndex(end => end <= length) + 1;
            File.WriteAllBytes(_folder["cut.tlr"], whole[..length]);
            using Recording recording = Recording.Open(_folder["cut.tlr"]);
            Assert.False(recording.IsComplete);
            Assert.Equal(kept, recording.BlockCount);
            Assert.Equal(length - (kept == 0 ? 128 : ends[kept - 1]), recording.LostBytes);
            for (int b = 0; b < kept; b++)
                Assert.True(MemoryMarshal.AsBytes(recording.Rows(b)).SequenceEqual(blocks[b]), $"block {b} of {length} bytes");
        }
    }

    [Fact]
    public void A_crashed_file_finds_its_clock_offset_itself()
    {
        string crashed = _folder["crashed.tlr"];
        using (var writer = new RecordingWriter(_folder["offset.tlr"], "test"))
        {
            ushort index = writer.Define(Instrument.Linear("v", "S", DecimalUnit.One, DecimalUnit.One), 5_000, 100);
            writer.Write(new MarketEvent { Kind = EventKind.Depth, Side = Side.Buy, ExchangeNs = 1_000, LocalNs = 700, Instrument = index });
            writer.Write(new MarketEvent { Kind = EventKind.BestQuote, Side = Side.Buy, ExchangeNs = MarketEvent.Unseen, LocalNs = 800, Instrument = index });
            writer.Write(new MarketEvent { Kind = EventKind.Trade, Side = Side.Buy, ExchangeNs = 1_250, LocalNs = 900, Instrument = index });
            writer.Flush();
            File.Copy(_folder["offset.tlr.partial"], crashed);
        }

        using Recording recording = Recording.Open(crashed);
        Assert.Equal(350, recording.ClockOffsetNs);
        Assert.Equal(1_250, recording.LastLocalNs);
    }

    [Fact]
    public void A_file_cut_inside_its_header_is_refused_by_name()
    {
        byte[] whole = CrashedFile(out _, out _);
        for (int length = 0; length < 128; length++)
            AssertRefused(whole[..length], $"{length} bytes");
    }

    [Fact]
    public void Garbage_behind_a_crash_is_not_read()
    {
        byte[] whole = CrashedFile(out List<int> ends, out _);
        var random = new Random(41);
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = (byte[])whole.Clone();
            int from = random.Next(128, bytes.Length);
            random.NextBytes(bytes.AsSpan(from));
            File.WriteAllBytes(_folder["torn.tlr"], bytes);
            using Recording recording = Recording.Open(_folder["torn.tlr"]);
            Assert.Equal(ends.FindLastIndex(end => end <= from) + 1, recording.BlockCount);
        }
    }

    [Fact]
    public void A_closed_file_cut_anywhere_is_refused_by_name()
    {
        byte[] whole = ClosedFile();
        for (int length = 0; length < whole.Length; length++)
            AssertRefused(whole[..length], $"{length} bytes");
        AssertRefused([.. whole, 0], "a byte more");
    }

    [Fact]
    public void Any_flipped_bit_of_a_closed_file_is_found()
    {
        byte[] whole = ClosedFile();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] bytes = (byte[])whole.Clone();
            bytes[at] ^= (byte)(1 << (at % 8));
            AssertRefused(bytes, $"flipped at {at}");
        }
    }

    [Fact]
    public void What_is_no_recording_is_refused_by_name()
    {
        AssertRefused([], "empty");
        AssertRefused("e,local,price\n1,2,3\n"u8.ToArray(), "text");
        AssertRefused(new byte[10_000], "zeros");
        foreach (string name in new[] { "missing.tlr", "." })
        {
            var refused = Assert.Throws<BadInputException>(() => Recording.Open(_folder[name]));
            Assert.Contains(_folder[name], refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_of_a_file_that_wasnt_closed_is_told_where_whole_blocks_stand_behind_it()
    {
        byte[] whole = CrashedFile(out List<int> ends, out _);
        for (int at = 128; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 1;
            File.WriteAllBytes(_folder["x.tlr"], changed);
            int block = ends.FindIndex(e => at < e);
            string? damage;
            using (Recording read = Recording.Open(_folder["x.tlr"]))
                damage = read.Damage;
            string? right = block == ends.Count - 1 ? null
                : $"{_folder["x.tlr"]} is damaged at byte {(block == 0 ? 128 : ends[block - 1])}: a whole block of rows stands behind it, from byte {ends[block]} on";
            Assert.Equal(right, damage);
        }
    }

    // What stands on the disk when the writer dies in the middle of its work, with the end and the rows of each flushed block.
    private byte[] CrashedFile(out List<int> ends, out List<byte[]> blocks)
    {
        using RecordingWriter writer = WriteSome(out ends);
        byte[] bytes = File.ReadAllBytes(_folder["a.tlr.partial"]);
        blocks = [];
        for (int i = 0; i < ends.Count; i++)
            blocks.Add(bytes[((i == 0 ? 128 : ends[i - 1]) + 64)..ends[i]]);
        Assert.Equal(ends[^1], bytes.Length);
        return bytes;
    }

    private byte[] ClosedFile()
    {
        using RecordingWriter writer = WriteSome(out _);
        writer.Complete();
        return File.ReadAllBytes(_folder["a.tlr"]);
    }

    private RecordingWriter WriteSome(out List<int> ends)
    {
        var rows = new RandomRows(new Random(40));
        var writer = new RecordingWriter(_folder["a.tlr"], "the tests");
        ends = [];
        for (int block = 0; block < 4; block++)
        {
            rows.Define(writer);
            for (int i = 0; i < 3 + block; i++)
                rows.Write(writer);
            writer.Flush();
            ends.Add((int)new FileInfo(_folder["a.tlr.partial"]).Length);
        }

        return writer;
    }

    private void AssertRefused(byte[] bytes, string what)
    {
        string path = _folder["damaged.tlr"];
        File.WriteAllBytes(path, bytes);
        BadInputException? refused = null;
        try
        {
            using Recording recording = Recording.Open(path);
            for (int b = 0; b < recording.BlockCount; b++)
                recording.Verify(b);
        }
        catch (BadInputException e)
        {
            refused = e;
        }

        Assert.True(refused is not null, $"{what}: not found");
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }
}
