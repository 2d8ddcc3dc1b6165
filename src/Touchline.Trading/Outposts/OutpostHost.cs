using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>An outpost in a process of its own, at the other end of an <see cref="OutpostRelay"/>: hears on one thread and runs the strategy on another.</summary>
/// <param name="input">What the session says; it ends with the session.</param>
/// <param name="load">Makes the strategy, with its parameters set; on its own thread.</param>
/// <param name="time">By which it says now and then how far it has come.</param>
public sealed class OutpostHost(Stream input, Stream output, Func<OutpostCode, Strategy> load, TimeProvider time)
{
    private readonly OutpostFrameWriter _to = new(output);
    private Thread? _thread;

    /// <summary>Returns when the session says no more. True: so has the strategy; else it is on its way, or never returns.</summary>
    /// <param name="stopLimitMs">So long it has to return from where it is.</param>
    /// <exception cref="BadInputException">The session isn't of this version of the program.</exception>
    public bool Run(int stopLimitMs)
    {
        var from = new OutpostFrameReader(input, OutpostWords.MostBytes, "what its session says");
        Outpost? outpost = null;
        OutpostWire? wire = null;
        try
        {
            if (!from.TryRead(out OutpostFrame kind, out ReadOnlySpan<byte> fields) || kind is not (OutpostFrame.Begin or OutpostFrame.Describe))
                throw new BadInputException("a session starts this process itself, and says what it is to run");
            var first = new CheckpointReader(fields, "what its session says");
            if (kind == OutpostFrame.Describe)
            {
                Describe(OutpostWords.ReadCode(ref first));
                return true;
            }

            (OutpostTerms terms, OutpostCode code) = OutpostWords.ReadBegin(ref first);
            wire = new OutpostWire(terms, _to, time);
            outpost = wire.Outpost = new Outpost(wire, () => load(code));
            _thread = new Thread(Play) { IsBackground = true, Name = $"strategy {terms.Name}" };
            _thread.Start((outpost, wire));
            Listen(from, outpost, wire);
        }
        catch (IOException)
        {
            // The session is gone.
        }

        outpost?.End();
        if (_thread is not null && !_thread.Join(stopLimitMs))
            return false;
        wire?.Dispose();
        return true;
    }

    private void Describe(OutpostCode code)
    {
        try
        {
            OutpostDescription.Write(_to, load(code));
        }
        catch (BadInputException e)
        {
            // It has no line and no column: the label is said by who asks.
            OutpostWishes.Over(_to, OutpostState.Failed, e.Message);
        }

        _to.Flush();
    }

    private static void Listen(OutpostFrameReader from, Outpost outpost, OutpostWire wire)
    {
        while (from.TryRead(out OutpostFrame kind, out ReadOnlySpan<byte> fields))
        {
            if (kind == OutpostFrame.End)
                outpost.End();
            else
                wire.Hear(kind, fields);
        }
    }

    private void Play(object? both)
    {
        (Outpost outpost, OutpostWire wire) = ((Outpost, OutpostWire))both!;
        outpost.Run();
        try
        {
            wire.Tell();
            // What it has left isn't what it began with: a process that has run out of memory is of no more use.
            OutpostWishes.Over(_to, outpost.Error is OutOfMemoryException ? OutpostState.Died : outpost.State, outpost.Why);
            _to.Flush();
        }
        catch (IOException)
        {
            // The session is gone.
        }
    }
}
