using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Tests.Live;
using Touchline.Trading;

namespace Touchline.Tests.Telegram;

/// <summary>Sessions as others see them, and one that takes commands.</summary>
internal static class Portraits
{
    public static SessionPortrait New(params StrategyPortrait[] strategies) => Monitoring.Portraits.Usual with
    {
        Session = "tl-1",
        Kind = "testnet",
        Pace = "TESTNET",
        Seconds = 90,
        EventsPerSecond = 1234,
        Equity = 1.25m,
        Realised = 2m,
        Unrealised = -0.5m,
        Fees = 0.25m,
        Funding = 0,
        Turnover = 1000,
        MaxDrawdown = 0.75m,
        Kill = default,
        Limits = new RiskLimits { MaxPosition = 2 },
        Strategies = strategies,
        Instruments = [Held("BTCUSDT", 0.25m), Held("ETHUSDT", 0)],
        Budgets = [],
        Breakers = [],
        Connections = [],
        Storage = null,
    };

    public static StrategyPortrait Strategy(int index, string name, string state) => Monitoring.Portraits.Strategy(name) with { Index = index, State = state, LiveOrders = 2, Ledgers = [] };

    public static InstrumentPortrait Held(string symbol, decimal position)
    {
        InstrumentPortrait usual = Monitoring.Portraits.Instrument(symbol, position);
        return usual with
        {
            Instrument = TradingLine.InstrumentOf(symbol),
            Mid = 60_010,
            Account = usual.Account with { AveragePrice = 60_000, Mid = 60_010, Realised = 0, Unrealised = 2.5m, Fees = 0, Funding = 0 },
        };
    }
}

/// <summary>Notes what it is told.</summary>
internal sealed class ToldSession : ISessionControl
{
    public SessionPortrait? Portrait { get; set; } = Portraits.New(Portraits.Strategy(0, "maker", "running"), Portraits.Strategy(1, "taker", "paused"));

    public List<string> Told { get; } = [];

    /// <summary>Why a command is refused; null: it is carried out.</summary>
    public Func<EngineCommand, string?> Refusal { get; set; } = _ => null;

    public Task<string?> Tell(EngineCommand command, string actor, CancellationToken cancel)
    {
        Told.Add($"{actor} {command}");
        return Task.FromResult(Refusal(command));
    }

    public void Audit(AuditEntry entry) => throw new NotSupportedException("nothing is audited by a chat itself");
}
