using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>An outpost's process whose words can't be trusted.</summary>
public sealed class OutpostRelayTests
{
    // A new order; the tests spoil a byte of it.
    private static readonly byte[] Ask = Frame(w =>
    {
        CheckpointWriter fields = w.Begin(OutpostFrame.Ask);
        fields.Byte((byte)IntentKind.Place);
        fields.Long(1);
        fields.Int(1);
        fields.Int(0);
        foreach (byte value in (ReadOnlySpan<byte>)[2, (byte)OrderType.Limit, (byte)TimeInForce.PostOnly, (byte)TriggerSource.LastTrade, 0])
            fields.Byte(value);
        fields.Int(0);
        foreach (long value in (ReadOnlySpan<long>)[99, 7, 0, 0])
            fields.Long(value);
        fields.UShort(0);
        fields.Long(0);
        w.End();
    });

    private static byte[] Frame(Action<OutpostFrameWriter> write)
    {
        var stream = new MemoryStream();
        var writer = new OutpostFrameWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static byte[] Spoilt(int at, byte value)
    {
        byte[] frame = [.. Ask];
        frame[at] = value;
        return frame;
    }

    private static (OutpostRelay Relay, OutpostPipes Process) Hear(params byte[][] frames)
    {
        var engine = new Engine([Desk.Plain], [new StrategySetup("far", new TestStrategy())], new RiskLimits());
        engine.Start(1);
        var process = new OutpostPipes((_, output) =>
        {
            foreach (byte[] frame in frames)
                output.Write(frame);
        });
        var relay = new OutpostRelay(new OutpostFeed(engine, engine.Strategies[0], looksOn: false), new OutpostCode("far", default, default, []), () => process);
        relay.Run();
        return (relay, process);
    }

    public static TheoryData<byte[]> Nonsense => new(
        [0, 0, 0, 0],
        [255, 255, 255, 255, 33],
        [0, 0, 0, 64, 33],
        [1, 0, 0, 0, 99],
        // Kind, order, request, instrument, side, type, time in force, trigger, reduce-only, callback, price.
        Spoilt(5, 4),
        Spoilt(5, 0),
        Spoilt(13, 0x80),
        Spoilt(17, 0x80),
        Spoilt(18, 1),
        Spoilt(18 + 3, 0x80),
        Spoilt(22, 1),
        Spoilt(22, 3),
        Spoilt(23, 9),
        Spoilt(24, 0),
        Spoilt(25, 2),
        Spoilt(26, 2),
        Spoilt(30, 0x80),
        Spoilt(38, 0x7f),
        // It has seen what it wasn't told.
        Spoilt(65, 1),
        Spoilt(72, 0x80),
        // It has done with what it wasn't told, or with less than before.
        Frame(w => OutpostWishes.Progress(w, 1_000, 0)),
        Frame(w => OutpostWishes.Progress(w, -1, 0)),
        Frame(w => OutpostWishes.Over(w, OutpostState.Running, "")),
        // It has dropped less than nothing.
        Frame(w => OutpostWishes.Dropped(w, -1)),
        [.. Frame(w => OutpostWishes.Text(w, OutpostFrame.Line, "x"))[..^1]],
        [9, 0, 0, 0, 37, 1, 0, 65, 66, 67, 68, 69, 70]);

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void What_it_says_and_cant_be_ends_it(byte[] said)
    {
        (OutpostRelay relay, OutpostPipes process) = Hear(said, said);
        using (relay)
        {
            Assert.Equal(OutpostState.Died, relay.State);
            Assert.StartsWith("its process said what can't be, and was killed: ", relay.Why, StringComparison.Ordinal);
            Assert.True(process.WasKilled);
        }
    }

    [Fact]
    public void What_can_be_is_heard_and_an_end_that_nobody_asked_for_is_a_death()
    {
        (OutpostRelay relay, OutpostPipes process) = Hear(
            Ask, Frame(w => OutpostWishes.Text(w, OutpostFrame.Line, "a line")), Frame(w => OutpostWishes.Metric(w, "held", 3)), Frame(w => OutpostWishes.Text(w, OutpostFrame.Note, new string('x', 100_000))),
            Frame(w => OutpostWishes.Over(w, OutpostState.Ended, "")));
        using (relay)
        {
            Assert.Equal((OutpostState.Died, "its process is gone"), (relay.State, relay.Why));
            Assert.False(process.WasKilled);
            Assert.True(relay.Log.TryTakeLine(out string? line));
            Assert.Equal("a line", line);
            Assert.False(relay.Log.TryTakeLine(out _));
            Assert.True(relay.Log.TryTakeNote(out string? note));
            Assert.Equal(OutpostWishes.MostText, note.Length);
            Assert.Equal([("held", 3.0)], Figures(relay.Log));
        }
    }

    [Fact]
    public void What_it_says_and_doesnt_fit_is_counted_with_what_it_dropped_itself()
    {
        byte[] line = Frame(w => OutpostWishes.Text(w, OutpostFrame.Line, "a line"));
        (OutpostRelay relay, _) = Hear([.. Enumerable.Repeat(line, OutpostLog.Most + 3), Frame(w => OutpostWishes.Dropped(w, 5)), Frame(w => OutpostWishes.Dropped(w, 7))]);
        using (relay)
            Assert.Equal(3 + 7, relay.Log.Dropped);
    }

    private static List<(string Name, double Value)> Figures(OutpostLog log)
    {
        var found = new List<(string, double)>();
        log.TakeFigures((name, value) => found.Add((name, value)));
        return found;
    }

    [Fact]
    public void One_whose_process_cant_be_started_has_failed()
    {
        var engine = new Engine([Desk.Plain], [new StrategySetup("far", new TestStrategy())], new RiskLimits());
        engine.Start(1);
        using var relay = new OutpostRelay(new OutpostFeed(engine, engine.Strategies[0], looksOn: false), new OutpostCode("far", default, default, []), () => throw new IOException("no process"));
        relay.Run();
        Assert.Equal((OutpostState.Failed, "no process"), (relay.State, relay.Why));
    }
}
