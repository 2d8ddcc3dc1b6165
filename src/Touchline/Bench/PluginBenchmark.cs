using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Plugins;

namespace Touchline.Bench;

/// <summary>
/// From a market event until the order that a plug-in in C places on it is taken: through the rings within this process and in a child, each with both ways of waiting, and as a plain call of the same function on the same thread.
/// </summary>
internal sealed unsafe class PluginBenchmark : IDisposable
{
    public const int Passes = 3;

    private const int Events = 20_000;
    private const int PacedEvents = 500;
    private const int WarmUpEvents = 20_000;

    // On a busy machine every hand-over may wait for another program's turn; such a pass has fewer events.
    private const long MostWarmUpNs = 500_000_000, MostPassNs = 2_000_000_000;
    private const int StartLimitMs = 60_000;
    private const long PaceNs = 2_000_000;

    private const string Source = """
        #include "touchline.h"
        #include <sched.h>
        #include <stdatomic.h>
        enum { MOST_UNDER_WAY = 512 };
        static atomic_int under_way;
        static void answered(OrderResult result) { (void)result; atomic_fetch_sub(&under_way, 1); }
        TOUCHLINE_EXPORT void on_event(const CEvent *event, PlaceOrder place_order)
        {
            const CBookTicker *touch = &event->data.book_ticker;
            atomic_fetch_add(&under_way, 1);
            place_order(NULL, NULL, (const char *)touch->symbol, touch->bid_price, 1, "BUY", answered);
        }
        int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
        {
            CEvent event;
            int got;
            (void)cancel_order;
            while ((got = receiver->recv(receiver, &event, 100)) != TOUCHLINE_CLOSED) {
                if (got != TOUCHLINE_EVENT)
                    continue;
                on_event(&event, place_order);
                /* The thread of callbacks may wait for a core; refused orders would never be taken. */
                while (atomic_load(&under_way) > MOST_UNDER_WAY)
                    sched_yield();
            }
            return 0;
        }
        void stop(void) {}
        """;

    private static double _placed;

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-bench-").FullName;
    private readonly string _library;
    private readonly nint _handle;

    /// <exception cref="BadInputException">There is no C compiler.</exception>
    public PluginBenchmark()
    {
        _library = Path.Combine(_folder, $"bench{NativeBuild.Extension}");
        NativeBuild built = NativeBuild.Compile("the benchmark's plug-in", NativeLanguage.C, System.Text.Encoding.UTF8.GetBytes(Source), _library);
        if (built.Library is null)
            throw new BadInputException($"the benchmark's plug-in doesn't compile: {built.Diagnostics[0].Message}");
        _handle = NativeLibrary.Load(_library);
    }

    public IReadOnlyList<PluginLine> Run(Action<int> progress, CancellationToken cancel)
    {
        PluginLine[] lines =
        [
            new("direct call", "–", "one after the other", PlayDirect),
            new("in process", "spin", "one after the other", h => PlayPlugin(h, RingWaiting.Spin, isChild: false, Events, 0, cancel)),
            new("child", "spin", "one after the other", h => PlayPlugin(h, RingWaiting.Spin, isChild: true, Events, 0, cancel)),
            new("in process", "block", "one after the other", h => PlayPlugin(h, RingWaiting.Block, isChild: false, Events, 0, cancel)),
            new("child", "block", "one after the other", h => PlayPlugin(h, RingWaiting.Block, isChild: true, Events, 0, cancel)),
            new("in process", "block", "one in 2 ms", h => PlayPlugin(h, RingWaiting.Block, isChild: false, PacedEvents, PaceNs, cancel)),
            new("child", "block", "one in 2 ms", h => PlayPlugin(h, RingWaiting.Block, isChild: true, PacedEvents, PaceNs, cancel)),
            .. OutpostBenchmark.Lines(cancel),
        ];
        for (int pass = 1; pass <= Passes; pass++)
        {
            foreach (PluginLine line in lines)
            {
                cancel.ThrowIfCancellationRequested();
                line.Play();
            }

            progress(pass);
        }

        return lines;
    }

    public void Dispose()
    {
        NativeLibrary.Free(_handle);
        Directory.Delete(_folder, recursive: true);
    }

    // The event is written, the plug-in's function called, the order's price taken: nothing else.
    private void PlayDirect(LatencyHistogram into)
    {
        var call = (delegate* unmanaged[Cdecl]<CEvent*, nint, void>)NativeLibrary.GetExport(_handle, "on_event");
        nint place = (nint)(delegate* unmanaged[Cdecl]<byte*, byte*, byte*, double, double, byte*, nint, void>)&Placed;
        CEvent e = default;
        for (int i = -WarmUpEvents; i < Events; i++)
        {
            long began = Stopwatch.GetTimestamp();
            e.Ticker.BidPrice = i;
            call(&e, place);
            double taken = Volatile.Read(ref _placed);
            long ended = Stopwatch.GetTimestamp();
            if (i >= 0 && taken == i)
                into.Record(Ns(began, ended));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Placed(byte* apiKey, byte* secretKey, byte* symbol, double price, double quantity, byte* side, nint callback) => Volatile.Write(ref _placed, price);

    private void PlayPlugin(LatencyHistogram into, RingWaiting waiting, bool isChild, int events, long paceNs, CancellationToken cancel)
    {
        var options = new NativePluginOptions { Library = _library, ChildProgram = isChild ? PluginHostCommand.Program : null, Host = new PluginHostOptions { Waiting = waiting } };
        using NativePlugin plugin = NativePlugin.Start(options, [new PluginSymbol("BTCUSDT")], TimeProvider.System);
        long started = Stopwatch.GetTimestamp();
        while (plugin.State == PluginState.Starting && Ns(started, Stopwatch.GetTimestamp()) < StartLimitMs * 1_000_000L)
            Thread.Sleep(1);
        if (plugin.State != PluginState.Running)
            throw new IOException($"the plug-in didn't start: {plugin.Why}");
        long first = Stopwatch.GetTimestamp();
        for (int i = -WarmUpEvents; i < events; i++)
        {
            long began = Stopwatch.GetTimestamp();
            if (Ns(first, began) > (i < 0 ? MostWarmUpNs : MostPassNs))
            {
                if (i >= 0)
                    return;
                (i, first) = (0, began);
            }

            plugin.OfferTicker(0, 1, 2, 3, 4, began, began);
            PluginRequest request = Take(plugin);
            long ended = Stopwatch.GetTimestamp();
            plugin.Answer(request.Ticket, OrderResult.Done(i));
            if (i < 0)
                continue;
            if (i == 0)
                first = began;
            into.Record(Ns(began, ended));
            cancel.ThrowIfCancellationRequested();
            while (paceNs > 0 && Ns(ended, Stopwatch.GetTimestamp()) < paceNs)
                Thread.Sleep(1);
        }
    }

    private static PluginRequest Take(NativePlugin plugin)
    {
        PluginRequest request;
        while (!plugin.TryTakeRequest(out request))
        {
            if (plugin.State != PluginState.Running)
                throw new IOException($"the plug-in has ended: {plugin.Why}");
            Thread.SpinWait(1);
        }

        return request;
    }

    private static long Ns(long began, long ended) => (long)((ended - began) * (1e9 / Stopwatch.Frequency));
}

/// <summary>One way of calling a plug-in, and what it came to.</summary>
/// <param name="PlayInto">Plays a pass of it into a histogram.</param>
internal sealed record PluginLine(string Where, string Waiting, string Pace, Action<LatencyHistogram> PlayInto)
{
    private readonly List<LatencyHistogram> _passes = [];

    public void Play()
    {
        var pass = new LatencyHistogram();
        PlayInto(pass);
        _passes.Add(pass);
    }

    public long Events => _passes.Sum(p => p.Count);

    /// <summary>The median over the passes, in ns.</summary>
    public long Percentile(double percent) => _passes.Select(p => p.Percentile(percent)!.Value).Order().ElementAt(_passes.Count / 2);

    /// <summary>Of all passes, in ns.</summary>
    public long Least => _passes.Min(p => p.Min!.Value);
}
