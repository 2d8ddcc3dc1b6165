using System.CommandLine;
using System.Globalization;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Strategies;

namespace Touchline.Commands;

/// <summary>The options that <c>backtest</c> and <c>run</c> share: strategy, parameters and models.</summary>
internal sealed class TradingOptions
{
    private const string DefaultStrategy = "market-making";

    private static readonly Dictionary<string, Func<Strategy>> Catalog = new(StringComparer.Ordinal)
    {
        [DefaultStrategy] = () => new MarketMaking(),
    };

    private readonly Option<string> _strategy = new("--strategy")
    {
        Description = $"What trades: {string.Join(", ", Catalog.Keys)}",
        DefaultValueFactory = _ => DefaultStrategy,
    };

    private readonly Option<string?> _data = new("--data") { Description = "The recording to trade on (.tlr)" };

    private readonly Option<string[]> _parameters = new("--param")
    {
        Description = "A strategy parameter, name=value; may be given several times. " + ParameterHelp(),
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string> _latency = new("--latency")
    {
        Description = "constant:ENTRY,RESPONSE: how long an order takes to the venue and its answer back (ns, us, ms, s)",
        DefaultValueFactory = _ => "constant:2ms,2ms",
    };

    private readonly Option<string> _fees = new("--fees")
    {
        Description = "maker=RATE,taker=RATE as a share of the traded value, negative for a rebate",
        DefaultValueFactory = _ => "maker=0.0002,taker=0.0005",
    };

    private readonly Option<string> _queue = new("--queue") { Description = "Queue model: risk-averse", DefaultValueFactory = _ => "risk-averse" };

    private readonly Option<string> _exchangeModel = new("--exchange-model")
    {
        Description = $"Fill rules: {ExchangeModels.Names}",
        DefaultValueFactory = _ => ExchangeModel.PartialFill.Name(),
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="otherwise">What is traded on without a recording; null when there has to be one.</param>
    public void AddTo(Command command, string? otherwise)
    {
        _data.Required = otherwise is null;
        if (otherwise is not null)
            _data.Description += $"; without it {otherwise}";
        foreach (Option option in (ReadOnlySpan<Option>)[_strategy, _data, _parameters, _latency, _fees, _queue, _exchangeModel])
            command.Add(option);
    }

    /// <exception cref="BadInputException">An option's value is wrong.</exception>
    public Chosen Read(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_strategy);
        if (!Catalog.TryGetValue(name, out Func<Strategy>? make))
            throw new BadInputException($"strategy '{name}' is unknown; known are {string.Join(", ", Catalog.Keys)}");
        Strategy strategy = make();
        Parameter.SetAll(strategy.Parameters, parsed.GetValue(_parameters) ?? []);
        Require(parsed.GetRequiredValue(_queue), "queue model", "risk-averse");
        return new Chosen(name, strategy, parsed.GetValue(_data), new SimulationOptions
        {
            Latency = ConstantLatency.Parse(parsed.GetRequiredValue(_latency)),
            Fees = ParseFees(parsed.GetRequiredValue(_fees)),
            Exchange = ExchangeModels.Parse(parsed.GetRequiredValue(_exchangeModel)),
        });
    }

    /// <summary>Opens a recording to trade on; one that its writer didn't close is said to be so.</summary>
    public static Recording Open(string path)
    {
        Recording recording = Recording.Open(path);
        if (!recording.IsComplete)
            Console.Error.WriteLine($"warning: {path} wasn't closed by its writer; {recording.LostBytes:N0} bytes behind its last whole block are left out");
        return recording;
    }

    private static void Require(string value, string what, string known)
    {
        if (value != known)
            throw new BadInputException($"{what} '{value}' is unknown; known is {known}");
    }

    private static FeeRates ParseFees(string text)
    {
        decimal? maker = null, taker = null;
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            bool isRate = pair.Length == 2 & decimal.TryParse(pair[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal rate);
            if (isRate && Math.Abs(rate) < 1 && pair[0] == "maker" && maker is null)
                maker = rate;
            else if (isRate && Math.Abs(rate) < 1 && pair[0] == "taker" && taker is null)
                taker = rate;
            else
                throw new BadInputException($"fees '{text}' are wrong at '{part}'; right is maker=RATE,taker=RATE, e.g. maker=-0.00005,taker=0.0004");
        }

        return maker is { } m && taker is { } t
            ? new FeeRates(m, t)
            : throw new BadInputException($"fees '{text}' are incomplete; right is maker=RATE,taker=RATE, e.g. maker=-0.00005,taker=0.0004");
    }

    private static string ParameterHelp() => string.Join(" ", Catalog.Select(entry =>
        $"{entry.Key}: {string.Join("; ", entry.Value().Parameters.Select(p => $"{p.Name}={p.ValueText} ({p.Text}{(p.Unit.Length > 0 ? $", {p.Unit}" : "")})"))}."));

    /// <summary>The user's choice, checked.</summary>
    internal sealed record Chosen(string Name, Strategy Strategy, string? Data, SimulationOptions Models)
    {
        public const string QueueModel = "risk-averse";
    }
}
