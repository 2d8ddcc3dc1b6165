using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Touchline.Core;
using Touchline.Exchanges;
using Touchline.Exchanges.Binance;

namespace Touchline.Commands;

/// <summary><c>touchline exchange</c>: a venue's exchange, simulated on this machine, for testing clients against it.</summary>
internal static class ExchangeCommand
{
    private const string UsualSymbol = "BTCUSDT";
    private const int UsualPort = 9443;
    private const int LookMs = 1000;
    private const long TellBehindNs = 1_000_000_000;
    private const string AccountForms = "KEY:SECRET:BALANCE, KEY:ed25519:PUBLICKEYFILE:BALANCE or KEY:rsa:PUBLICKEYFILE:BALANCE";

    public static Command Create()
    {
        var binance = new Command("binance", "Binance USDⓈ-M futures: REST, streams, user data and WebSocket API on one port. See docs/simulated-exchange.md.");
        var options = new BinanceOptions();
        options.AddTo(binance);
        binance.SetAction((parsed, cancel) => RunAsync(options, parsed, cancel));
        return new Command("exchange", "Run a simulated exchange on this machine that a venue's own clients can trade on.") { binance };
    }

    private static async Task<int> RunAsync(BinanceOptions options, ParseResult parsed, CancellationToken cancel)
    {
        using var recordings = new ExchangeRecordings(parsed.GetValue(options.Data) ?? []);
        using X509Certificate2? certificate = Certificate(parsed.GetValue(options.Tls), parsed.GetValue(options.Certificate));
        var clock = new WallClock();
        BinanceExchangeOptions exchange = options.Read(parsed, recordings, clock.NowNs);
        int port = options.ReadPort(parsed);
        await using var server = new ExchangeServer(new ExchangeServerOptions { Port = port, Certificate = certificate }, clock, output => new BinanceExchange(exchange, output));
        await server.StartAsync().ConfigureAwait(false);
        Console.WriteLine($"listening {server.Url}");
        foreach (string symbol in exchange.Data.Keys)
            Console.Error.WriteLine($"{symbol} is a recording: clients trade with it, not with each other, and their orders don't move it");
        if (certificate is not null)
            Console.Error.WriteLine($"the certificate is self-made, for localhost and 127.0.0.1; --certificate FILE writes it, for clients to trust; SHA-256 {certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        await UntilEnd(server, cancel).ConfigureAwait(false);
        if (server.Failure is not { } failure)
            return CommandLine.Done;
        Console.Error.WriteLine($"touchline: the exchange failed: {failure}");
        return CommandLine.FailedRun;
    }

    private static async Task UntilEnd(ExchangeServer server, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, CommandLine.HangUp, server.Ended);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (either.Token.Register(() => over.TrySetResult()))
        {
            bool isTold = false;
            while (await Task.WhenAny(over.Task, Task.Delay(LookMs, CancellationToken.None)).ConfigureAwait(false) != over.Task)
            {
                if (!isTold && server.BehindNs > TellBehindNs)
                    Console.Error.WriteLine("touchline: this machine is too slow for the exchange, whose time falls behind: take fewer --symbols, or a lower --pace");
                isTold |= server.BehindNs > TellBehindNs;
            }
        }
    }

    private static X509Certificate2? Certificate(bool isTls, string? path)
    {
        if (!isTls)
            return path is null ? null : throw new BadInputException("--certificate writes the certificate of --tls: give that too");
        X509Certificate2 certificate = SelfMadeCertificate.Create();
        if (path is null)
            return certificate;
        using var file = new OutputFile(path);
        file.Writer.WriteLine(certificate.ExportCertificatePem());
        file.Complete();
        return certificate;
    }

    private sealed class BinanceOptions
    {
        private readonly Option<string> _port = new("--port") { Description = $"The port on 127.0.0.1; 0 is any free one [default: {UsualPort}]" };
        private readonly Option<string> _symbols = new("--symbols") { Description = $"Contracts, with commas between [default: those of --data, else {UsualSymbol}]" };
        private readonly Option<string[]> _accounts = new("--account") { Description = $"An account: {AccountForms}; may be given again" };
        private readonly Option<ulong> _seed = SeedOption.Create("Of the synthetic markets and of faults that strike by chance");
        private readonly Option<string> _routes = new("--routes") { Description = "split: stream URLs without /public, /market or /private carry books alone, as at Binance since April 2026; any: all streams", DefaultValueFactory = _ => "any" };
        private readonly Option<string> _life = new("--connection-life") { Description = "How long a WebSocket connection may live, e.g. 60s", DefaultValueFactory = _ => "24h" };
        private readonly Option<string> _faults = new("--faults") { Description = "A file of JSON lines: faults with the second at which they begin" };
        private readonly Option<string> _pace = new("--pace") { Description = "Synthetic markets act so many times as often", DefaultValueFactory = _ => "1" };

        public Option<string[]> Data { get; } = new("--data") { Description = "A recording to trade with, shifted to begin now; may be given again" };

        public Option<bool> Tls { get; } = new("--tls") { Description = "Speak TLS with a self-made certificate" };

        public Option<string> Certificate { get; } = new("--certificate") { Description = "Write the certificate of --tls to this file, as PEM" };

        public void AddTo(Command command)
        {
            foreach (Option option in (ReadOnlySpan<Option>)[_port, _symbols, Data, _accounts, _seed, Tls, Certificate, _routes, _life, _faults, _pace])
                command.Add(option);
        }

        public int ReadPort(ParseResult parsed)
        {
            string text = parsed.GetValue(_port) ?? UsualPort.ToString(CultureInfo.InvariantCulture);
            return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? port : throw new BadInputException($"--port '{text}' is no port; give 0 to 65535");
        }

        public BinanceExchangeOptions Read(ParseResult parsed, ExchangeRecordings recordings, long nowNs)
        {
            string life = parsed.GetRequiredValue(_life), routes = parsed.GetRequiredValue(_routes), pace = parsed.GetRequiredValue(_pace);
            if (!Duration.TryParse(life, out long lifeNs) || lifeNs == 0)
                throw new BadInputException($"--connection-life '{life}' is no length of time; give e.g. 60s or 24h");
            if (routes is not ("any" or "split"))
                throw new BadInputException($"--routes '{routes}' is unknown; right are any and split");
            if (!double.TryParse(pace, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double times) || times is not (> 0 and <= 1000))
                throw new BadInputException($"--pace '{pace}' is wrong; give a number above 0 up to 1000");
            string[] symbols = parsed.GetValue(_symbols)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? (recordings.BySymbol.Count > 0 ? [.. recordings.BySymbol.Keys] : [UsualSymbol]);
            return new BinanceExchangeOptions
            {
                Symbols = symbols,
                Data = recordings.BySymbol,
                Accounts = [.. (parsed.GetValue(_accounts) ?? []).Select(Account)],
                Seed = parsed.GetValue(_seed),
                StartNs = nowNs,
                SplitRoutes = routes == "split",
                ConnectionLifeNs = lifeNs,
                Pace = times,
                FaultScript = parsed.GetValue(_faults) is { } path ? InputText("--faults", path) : "",
            };
        }

        private static BinanceAccountTerms Account(string text)
        {
            string[] parts = text.Split(':');
            if (parts.Length < 3 || parts[0].Length == 0 || !decimal.TryParse(parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal balance))
                throw new BadInputException($"--account '{text}' is wrong; right is {AccountForms}, with the balance in USDT such as 10000");
            if (parts.Length == 3)
                return new BinanceAccountTerms(parts[0], parts[1], "hmac", balance);
            if (parts[1] is not ("ed25519" or "rsa"))
                throw new BadInputException($"--account '{text}': '{parts[1]}' is no kind of key; right is {AccountForms}");
            return new BinanceAccountTerms(parts[0], InputText("--account", string.Join(':', parts[2..^1])), parts[1], balance);
        }

        private static string InputText(string option, string path)
        {
            try
            {
                return File.ReadAllText(path, Encoding.UTF8);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{option}: {path} can't be read ({e.Message.TrimEnd('.')})", e);
            }
        }
    }
}
