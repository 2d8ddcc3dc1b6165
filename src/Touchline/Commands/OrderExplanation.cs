using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>Watches a replay for one order: what the engine knew when it was sent, and every step of its life.</summary>
/// <param name="placed">How the journal has it.</param>
internal sealed class OrderExplanation(SessionReplay replay, JournalIntent placed) : IEngineTap
{
    private static readonly RiskLimits NoLimits = new();

    private const int Levels = 5;

    private readonly List<JsonObject> _course = [];
    private Input _input;
    private JsonObject? _bookBefore;
    private JsonObject? _strategyBefore;
    private OrderState? _state;

    public int Session => replay.Journal.Number;

    /// <summary>The order's terms; null while it hasn't been sent. Likewise below.</summary>
    public JsonObject? Order { get; private set; }

    public JsonObject? Cause { get; private set; }

    public JsonObject? Book { get; private set; }

    public JsonObject? Strategy { get; private set; }

    public JsonObject? Risk { get; private set; }

    public IReadOnlyList<JsonObject> Course => _course;

    private Engine Engine => replay.Engine;

    private OrderId Id => placed.Id;

    // What isn't told by the time of its intents is a market event. A timer that fires before the input knows nothing of it.
    public void BeforeInput()
    {
        _input = default;
        if (Engine.Inputs + 1 != placed.Input)
            return;
        _bookBefore = BookOf(placed.Terms.Instrument);
        _strategyBefore = StrategyOf(placed.Strategy, placed.Terms.Instrument);
    }

    public void OnStart(long input, long localNs) => _input = new Input("start", input, localNs, null);

    public void OnClock(long input, long localNs) => _input = new Input("clock", input, localNs, null);

    public void OnStop(long input, long localNs) => _input = new Input("stop", input, localNs, null);

    public void OnCommand(long input, long localNs, EngineCommand command) => _input = new Input("command", input, localNs, command.ToString());

    public void OnReport(long input, in OrderReport report)
    {
        _input = new Input("report", input, report.LocalNs, $"{report.Kind} of order {report.Id}");
        if (report.Id != Id || Order is null)
            return;
        Instrument instrument = Engine.Instruments[report.Instrument];
        JsonObject step = Step(report.LocalNs, input, $"{report.Kind}");
        if (report.Kind is ReportKind.Fill)
        {
            step["quantity"] = Number(instrument.QuantityUnit.ToDecimal(report.Quantity));
            step["price"] = Number(instrument.PriceUnit.ToDecimal(report.Price));
            step["fee"] = Number(report.Fee);
            step["maker"] = report.IsMaker;
            step["trade"] = report.TradeId;
        }

        step["exchange"] = Time(report.ExchangeNs);
        AddState(step);
    }

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            if (intent.Id != Id)
                continue;
            if (intent.Kind == IntentKind.Place)
                Explain(intent);
            JsonObject step = Step(intent.LocalNs, intent.Input, $"{intent.Kind} sent");
            if (intent.Kind == IntentKind.Amend)
            {
                Instrument instrument = Engine.Instruments[intent.Instrument];
                step["price"] = Number(instrument.PriceUnit.ToDecimal(intent.Terms.Price));
                step["quantity"] = Number(instrument.QuantityUnit.ToDecimal(intent.Terms.Quantity));
            }

            step["why"] = Text(CauseOf(intent));
            AddState(step);
        }
    }

    private void Explain(in Intent intent)
    {
        Instrument instrument = Engine.Instruments[intent.Instrument];
        NewOrder terms = intent.Terms;
        Order = new JsonObject
        {
            ["number"] = Id.Number,
            ["instrument"] = instrument.ToString(),
            ["side"] = $"{terms.Side}",
            ["type"] = $"{terms.Type}",
            ["time_in_force"] = $"{terms.TimeInForce}",
            ["quantity"] = Number(instrument.QuantityUnit.ToDecimal(terms.Quantity)),
            ["price"] = terms.Type == OrderType.Limit ? Number(instrument.PriceUnit.ToDecimal(terms.Price)) : null,
            ["trigger"] = terms.Trigger == default ? null : Number(instrument.PriceUnit.ToDecimal(terms.Trigger)),
            ["reduce_only"] = terms.ReduceOnly,
            ["reason"] = Engine.Strategies[intent.Strategy].NameOf(terms.Reason),
        };
        Cause = CauseOf(intent);
        bool isBefore = intent.LocalNs < TimeOf(_input);
        Book = isBefore ? _bookBefore : BookOf(intent.Instrument);
        Strategy = isBefore ? _strategyBefore : StrategyOf(intent.Strategy, intent.Instrument);
        Risk = new JsonObject
        {
            ["account"] = RiskOf(Engine.WorstPosition(intent.Instrument, terms.Side), Engine.Limits, Engine.Marks()),
            ["strategy"] = RiskOf(Engine.WorstPosition(intent.Instrument, terms.Side, intent.Strategy), Engine.Strategies[intent.Strategy].Limits, Engine.Marks(intent.Strategy)),
            ["live_orders"] = Engine.LiveOrders,
        };
    }

    // Timers that were due before an input fire at its number.
    private JsonObject CauseOf(in Intent intent)
    {
        MarketEvent market = replay.Market.Last;
        Input input = _input.Kind is null ? new Input("market", intent.Input, market.LocalNs, null) : _input;
        bool isTimer = intent.LocalNs < TimeOf(_input) || input.Kind == "clock";
        var cause = new JsonObject
        {
            ["kind"] = isTimer ? "timer" : input.Kind,
            ["input"] = intent.Input,
            ["local"] = Time(intent.LocalNs),
            ["local_ns"] = intent.LocalNs,
        };
        if (input.Text is { } text && !isTimer)
            cause["what"] = text;
        if (input.Kind != "market" || isTimer)
            return cause;
        Instrument instrument = Engine.Instruments[market.Instrument];
        cause["what"] = $"{KindNames.Of(market.Kind)} of {instrument.Symbol}";
        cause["exchange"] = Time(market.ExchangeNs);
        if (market.Kind is EventKind.Depth or EventKind.Trade)
            cause["event"] = $"{market.Side} {DecimalsText.Plain(instrument.QuantityUnit.ToDecimal(market.Quantity))} at {DecimalsText.Plain(instrument.PriceUnit.ToDecimal(market.Price))}";
        return cause;
    }

    private long TimeOf(in Input input) => input.Kind is null ? replay.Market.Last.LocalNs : input.LocalNs;

    private JsonObject BookOf(int index)
    {
        Instrument instrument = Engine.Instruments[index];
        BookView book = Engine.Book(index);
        return new JsonObject { ["bids"] = Top(Side.Buy), ["asks"] = Top(Side.Sell), ["stale"] = book.IsStale };

        JsonArray Top(Side side)
        {
            var levels = new BookLevel[Levels];
            int count = book.CopyTop(side, levels);
            return new JsonArray([.. levels.Take(count).Select(l => (JsonNode)new JsonArray(
                Number(instrument.PriceUnit.ToDecimal(l.Price)), Number(instrument.QuantityUnit.ToDecimal(l.Quantity))))]);
        }
    }

    private JsonObject StrategyOf(int index, int instrumentIndex)
    {
        Instrument instrument = Engine.Instruments[instrumentIndex];
        StrategySlot strategy = Engine.Strategies[index];
        Ledger ledger = strategy.Ledger(instrumentIndex);
        var metrics = new JsonObject();
        foreach ((string name, double value) in strategy.Metrics)
            metrics[name] = double.IsFinite(value) ? value : null;
        return new JsonObject
        {
            ["name"] = strategy.Name,
            ["parameters"] = new JsonObject(strategy.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.ValueText))),
            ["metrics"] = metrics,
            ["position"] = Number(instrument.QuantityUnit.ToDecimal(ledger.Position)),
            ["realised"] = Number(ledger.Realised),
            ["unrealised"] = Number(ledger.Unrealised(instrument, Engine.LastMid(instrumentIndex))),
            ["fees"] = Number(ledger.Fees),
            ["account_position"] = Number(instrument.QuantityUnit.ToDecimal(Engine.Ledger(instrumentIndex).Position)),
        };
    }

    // Of the limits those that are on, as they stood, and what they are counted against.
    private static JsonObject RiskOf(decimal worst, RiskLimits limits, EquityMarks marks)
    {
        var risk = new JsonObject { ["worst_position"] = Number(worst), ["profit_at_day_start"] = Number(marks.DayStart), ["best_profit"] = Number(marks.Peak) };
        foreach (RiskLimit limit in RiskLimit.All)
        {
            if (limit.Get(limits) is var value && value != limit.Get(NoLimits))
                risk[limit.Name] = limit.IsNumber ? Number(decimal.Parse(value, CultureInfo.InvariantCulture)) : value;
        }

        return risk;
    }

    private JsonObject Step(long localNs, long input, string what)
    {
        var step = new JsonObject { ["local"] = Time(localNs), ["input"] = input, ["what"] = what };
        _course.Add(step);
        return step;
    }

    private void AddState(JsonObject step)
    {
        if (Engine.FindOrder(Id) is not { } order)
            return;
        Instrument instrument = Engine.Instruments[order.Instrument];
        step["state"] = _state is { } before && before != order.State ? $"{before} -> {order.State}" : $"{order.State}";
        step["left"] = Number(instrument.QuantityUnit.ToDecimal(order.Remaining));
        if (order.IsUnknown)
            step["unknown"] = true;
        _state = order.State;
    }

    private static string Text(JsonObject cause) => string.Join(' ', new[] { cause["kind"], cause["what"], cause["event"] }.Where(n => n is not null).Select(n => $"{n}"));

    private static JsonValue Number(decimal value) => JsonValue.Create(DecimalsText.Trim(value));

    private static string Time(long ns) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(ns / 100):yyyy-MM-dd HH:mm:ss.ffffff}{ns % 1_000:000}");

    private readonly record struct Input(string? Kind, long Number, long LocalNs, string? Text);
}
