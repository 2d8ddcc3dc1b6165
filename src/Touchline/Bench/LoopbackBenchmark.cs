using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Touchline.Core;
using Touchline.Live;
using Touchline.Venues.Binance;
using Touchline.Venues.Wire;

namespace Touchline.Bench;

/// <summary>
/// A depth frame in, a signed order's frame out, over loopback: the adapter on real sockets with engine and strategy, all on one thread, against <see cref="LoopbackDriver"/>; beside it, pass by pass, the
/// same sizes sent to and fro by bare sockets and by ClientWebSocket.
/// </summary>
internal sealed class LoopbackBenchmark : IDisposable
{
    public const int Passes = 7;

    private const int WarmUpPasses = 2;
    private const int Events = 2000;
    private const long MostOpeningNs = 60_000_000_000;

    // Looked this seldom whether a pass is over, so that the look costs nothing.
    private const long LookNs = 20_000_000;

    private readonly bool _spins;
    private readonly Process _driver;
    private readonly LoopbackPeer _control;
    private readonly LocalClock _clock = new();
    private readonly int _port;

    public LoopbackBenchmark(bool spins)
    {
        _spins = spins;
        _driver = StartDriver(spins);
        const string Listening = "listening ";
        string? line = _driver.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith(Listening, StringComparison.Ordinal))
            throw new IOException("the driver's process didn't begin");
        _port = int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture);
        _control = LoopbackPeer.Connect(_port, LoopbackDriver.ControlPath, spins: false);
    }

    /// <summary>What <c>bench</c> is started with to be the driver: how it waits stands behind.</summary>
    public const string DriverOption = "--loopback-driver";

    public const string Spin = "spin", Block = "block";

    /// <summary>The driver's process, until nobody needs it any more.</summary>
    public static void Drive(bool spins)
    {
        using var driver = new LoopbackDriver(spins);
        Console.WriteLine($"listening {driver.Port}");
        driver.Serve();
    }

    public LoopbackResult Run(Action<int> progress, CancellationToken cancel)
    {
        var relay = new WireRelay();
        var options = new WireOptions { Waiting = _spins ? RingWaiting.Spin : RingWaiting.Block, PingEveryMs = 3_600_000, DeadAfterMs = 3_600_000 };
        using var wire = new SocketWire(relay, options, () => _clock.NowNs);
        var seat = new VenueSeat(
            new BinanceVenueOptions { RestUrl = $"http://127.0.0.1:{_port}", StreamUrl = $"ws://127.0.0.1:{_port}", WebSocketApiUrl = $"ws://127.0.0.1:{_port}/ws-fapi/v1", RequestTimeoutMs = 60_000 },
            wire,
            () => _clock.NowNs);
        relay.Target = seat.Venue;
        Open(seat, wire, cancel);
        var rows = new List<(LoopbackPass Ours, LoopbackPass Bare, LoopbackPass Client)>();
        for (int pass = -WarmUpPasses; pass < Passes; pass++)
        {
            cancel.ThrowIfCancellationRequested();
            LoopbackPass ours = PlayVenue(seat, wire), bare = PlayBare(ours), client = PlayClientAsync(ours).GetAwaiter().GetResult();
            if (pass < 0)
                continue;
            rows.Add((ours, bare, client));
            progress(pass + 1);
        }

        return LoopbackResult.Of(_spins ? Spin : Block, rows);
    }

    public void Dispose()
    {
        // The driver ends when its control connection does.
        _control.Dispose();
        if (!_driver.WaitForExit(TimeSpan.FromSeconds(10)))
            _driver.Kill();
        _driver.Dispose();
    }

    private static Process StartDriver(bool spins)
    {
        string program = Environment.ProcessPath ?? throw new IOException("the program doesn't know where it is, so it can't start the driver");
        var info = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true };
        // Started by the runtime's own program it needs to be told what to run.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            info.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        info.ArgumentList.Add("bench");
        info.ArgumentList.Add(DriverOption);
        info.ArgumentList.Add(spins ? Spin : Block);
        return Process.Start(info) ?? throw new IOException("the driver's process didn't start");
    }

    private void Open(VenueSeat seat, SocketWire wire, CancellationToken cancel)
    {
        seat.Start();
        for (long lastNs = _clock.NowNs + MostOpeningNs; !seat.IsReady;)
        {
            cancel.ThrowIfCancellationRequested();
            if (_clock.NowNs > lastNs)
                throw new IOException($"the adapter didn't get ready ({seat.Note})");
            Poll(seat, wire);
        }

        seat.Strategy.IsTrading = true;
    }

    private void Poll(VenueSeat seat, SocketWire wire)
    {
        if (seat.Venue.DeadlineNs <= _clock.NowNs)
            seat.Venue.OnDeadline(_clock.NowNs);
        wire.Poll(Math.Min(seat.Venue.DeadlineNs, _clock.NowNs + LookNs));
    }

    private LoopbackPass PlayVenue(VenueSeat seat, SocketWire wire)
    {
        AskFor("venue");
        long lookNs = _clock.NowNs + LookNs;
        while (true)
        {
            long before = seat.Batches;
            Poll(seat, wire);
            if (seat.Batches == before && _clock.NowNs >= lookNs)
            {
                if (_control.Socket.Poll(0, SelectMode.SelectRead))
                    return Result();
                lookNs = _clock.NowNs + LookNs;
            }
        }
    }

    // Nothing on this side but a prepared frame.
    private LoopbackPass PlayBare(LoopbackPass like)
    {
        using var peer = LoopbackPeer.Connect(_port, LoopbackDriver.EchoPath, _spins);
        byte[] answer = AnswerFrame(like, masked: true);
        AskFor("echo");
        while (peer.ReadBytes(like.FeedBytes) == LoopbackPeer.Text)
            peer.Send(answer);
        return Result();
    }

    private async Task<LoopbackPass> PlayClientAsync(LoopbackPass like)
    {
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{_port}{LoopbackDriver.EchoPath}"), CancellationToken.None);
        byte[] answer = Payload(like), buffer = new byte[like.FeedBytes];
        AskFor("echo");
        while (true)
        {
            ValueWebSocketReceiveResult received;
            do
            {
                received = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            }
            while (!received.EndOfMessage);
            if (received.MessageType != WebSocketMessageType.Text)
                return Result();
            await client.SendAsync(answer.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }

    private static byte[] AnswerFrame(LoopbackPass like, bool masked) => LoopbackPeer.Frame(Payload(like), masked);

    // Head and mask of a frame of this size are 8 bytes.
    private static byte[] Payload(LoopbackPass like) => Encoding.ASCII.GetBytes(new string('o', like.OrderBytes - 8));

    private void AskFor(string kind) => _control.Send(LoopbackPeer.Frame(Encoding.ASCII.GetBytes($"{kind} {Events}"), masked: true));

    private LoopbackPass Result()
    {
        _control.ReadFrame(out Span<byte> text, out _);
        return LoopbackPass.Parse(Encoding.ASCII.GetString(text));
    }
}

/// <summary>Medians over the passes, in nanoseconds, and the least of all; the ratio is the median of the ratios of the medians, pass by pass.</summary>
internal sealed record LoopbackResult(string Waiting, LoopbackPass Ours, LoopbackPass Bare, LoopbackPass Client, double Ratio)
{
    public static LoopbackResult Of(string waiting, IReadOnlyList<(LoopbackPass Ours, LoopbackPass Bare, LoopbackPass Client)> passes) => new(
        waiting,
        Median([.. passes.Select(p => p.Ours)]),
        Median([.. passes.Select(p => p.Bare)]),
        Median([.. passes.Select(p => p.Client)]),
        passes.Select(p => (double)p.Ours.P50Ns / p.Bare.P50Ns).Order().ElementAt(passes.Count / 2));

    private static LoopbackPass Median(LoopbackPass[] passes)
    {
        long Middle(Func<LoopbackPass, long> figure) => passes.Select(figure).Order().ElementAt(passes.Length / 2);
        return new LoopbackPass(
            passes.Min(p => p.LeastNs), Middle(p => p.P50Ns), Middle(p => p.P99Ns), Middle(p => p.P999Ns), passes.Sum(p => p.Events), passes[^1].FeedBytes, passes[^1].OrderBytes);
    }
}
