using System.Diagnostics;
using System.Globalization;
using System.Net;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Bench;

/// <summary>A stretch of a session: from an input that led to orders until they left the engine, in nanoseconds; and what else it took.</summary>
/// <param name="Cores">Processor time of the session's process by the clock's.</param>
/// <param name="Messages">That came to clients, a second.</param>
/// <param name="Lost">Clients that were cut off as too slow.</param>
internal sealed record StreamPass(long P50Ns, long P99Ns, long P999Ns, long Events, double RowsASecond, double Cores, double Messages, double Megabytes, long Lost);

/// <summary>
/// What 500 clients of the WebSocket, in a process of their own, cost a paper session: the same session at a fixed rate of the market, by turns with them and without.
/// </summary>
internal sealed class StreamBenchmark : IDisposable
{
    public const int Clients = 500;
    public const int Passes = 7;

    private const string Token = "bench";
    private const string Speed = "5x";

    // Of the market's time: often enough that a pass has hundreds of inputs that lead to orders.
    private const string Refresh = "100ms";
    private const long StartNs = 1_767_571_200_000_000_000;
    private const int StepMs = 10, SettleMs = 8_000, PassMs = 6_000;

    private readonly SessionLink _link = new(TimeProvider.System);
    private readonly CancellationTokenSource _end = new();
    private readonly PaperSession _session;
    private readonly SessionHub _hub;
    private readonly StreamServer _stream;
    private readonly ApiServer _server;
    private readonly Thread _thread;
    private readonly Process _crowd;

    public StreamBenchmark()
    {
        var layer = new SettingLayer();
        layer.Add(new Assignment(Settings.Speed.Path, [Speed], "the benchmark"));
        layer.Add(new Assignment(Settings.ParameterPrefix + "refresh", [Refresh], "the benchmark"));
        TradingSettings chosen = TradingSettings.OfSession(new EffectiveSettings([layer]));
        _session = new PaperSession(chosen, [new SyntheticStream(new SyntheticStreamOptions(), chosen.Seed, StartNs)], (_, _) => { }, control: _link);
        var archive = new SessionArchive();
        var candles = new CandleBook();
        var board = new TopicBoard(_link, candles);
        var options = new ApiOptions { Address = new IPEndPoint(IPAddress.Loopback, 0) };
        Func<string, Principal?> verify = t => t == Token ? new Principal(Token, Role.Viewer, Token, DateTimeOffset.MaxValue) : null;
        _stream = new StreamServer(board, verify, TimeProvider.System);
        _server = new ApiServer(options, new ApiGate(options, verify, Console.Error.WriteLine), new IdempotentWrites(TimeProvider.System), app => StreamRoutes.Map(app, _stream));
        _server.Start();
        _hub = new SessionHub(_link, [archive, candles, board], Console.Error.WriteLine);
        WarmUp.Run();
        _thread = new Thread(() => _session.Play(() => _link.OnStep(_session), cancel => cancel.WaitHandle.WaitOne(StepMs), _end.Token)) { Name = "session" };
        _crowd = StartCrowd(_server.Url.Replace("http", "ws", StringComparison.Ordinal) + "/ws", _session.Instruments[0].Symbol);
    }

    /// <summary>What <c>bench</c> is started with to be the clients: the address, and the symbol.</summary>
    public const string CrowdOption = "--stream-crowd";

    /// <summary>The clients' process, until nobody needs it any more.</summary>
    public static void Crowd(string address, string symbol) =>
        new StreamCrowd(new Uri(address), Token, [$"books:{symbol}", $"trades:{symbol}", "orders", "fills"]).Run(Console.In, Console.Out).GetAwaiter().GetResult();

    public IReadOnlyList<(StreamPass With, StreamPass Without)> Run(Action<int> progress, CancellationToken cancel)
    {
        _thread.Start();
        var passes = new List<(StreamPass With, StreamPass Without)>();
        for (int pass = -1; pass < Passes; pass++)
        {
            StreamPass with = Play(Clients, cancel), without = Play(0, cancel);
            if (pass < 0)
                continue;
            passes.Add((with, without));
            progress(pass + 1);
        }

        return passes;
    }

    public void Dispose()
    {
        _end.Cancel();
        if (_thread.IsAlive)
            _thread.Join();
        // The clients end when nobody tells them anything any more.
        _crowd.StandardInput.Close();
        if (!_crowd.WaitForExit(TimeSpan.FromSeconds(10)))
            _crowd.Kill();
        _crowd.Dispose();
        _hub.Dispose();
        _stream.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _session.Dispose();
        _link.Dispose();
        _end.Dispose();
    }

    private static Process StartCrowd(string address, string symbol)
    {
        string program = Environment.ProcessPath ?? throw new IOException("the program doesn't know where it is, so it can't start the clients");
        var info = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            info.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in (string[])["bench", CrowdOption, $"{address} {symbol}"])
            info.ArgumentList.Add(argument);
        return Process.Start(info) ?? throw new IOException("the clients' process didn't start");
    }

    private StreamPass Play(int clients, CancellationToken cancel)
    {
        Ask(clients);
        cancel.WaitHandle.WaitOne(SettleMs);
        cancel.ThrowIfCancellationRequested();
        Ask(clients);
        long asked = Stopwatch.GetTimestamp();
        (long rows, long start) = Session(s => (s.Rows, Stopwatch.GetTimestamp()));
        TimeSpan before = Processor();
        cancel.WaitHandle.WaitOne(PassMs);
        // Clients that have much to do answer late: what they count has a time of its own.
        StreamPass pass = Session(s =>
        {
            LatencyHistogram latency = s.Latency;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return new StreamPass(
                latency.Percentile(50) ?? 0, latency.Percentile(99) ?? 0, latency.Percentile(99.9) ?? 0, latency.Count, (s.Rows - rows) / seconds, (Processor() - before).TotalSeconds / seconds, 0, 0, 0);
        });
        (long messages, long bytes, long lost) = Ask(clients);
        double counted = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        return pass with { Messages = messages / counted, Megabytes = bytes / counted / 1e6, Lost = lost };
    }

    // On the session's thread, between two steps; what it measured begins anew.
    private T Session<T>(Func<IWatchedSession, T> question) => _link.Ask(
        s =>
        {
            T answer = question(s);
            s.Latency.Reset();
            return answer;
        },
        CancellationToken.None).GetAwaiter().GetResult();

    private static TimeSpan Processor()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    private (long Messages, long Bytes, long Lost) Ask(int clients)
    {
        _crowd.StandardInput.WriteLine(clients);
        _crowd.StandardInput.Flush();
        string[] answer = (_crowd.StandardOutput.ReadLine() ?? throw new IOException("the clients' process has ended")).Split(' ');
        return (long.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture), long.Parse(answer[2], CultureInfo.InvariantCulture));
    }
}
