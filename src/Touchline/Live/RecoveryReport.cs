using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>What a session found of earlier ones' orders at the venue, and what it did, before it trades.</summary>
internal sealed class RecoveryReport
{
    /// <summary>An order that has been in one state for longer is hanging, though the venue says the same of it.</summary>
    public const long TooLongNs = 30 * 60_000_000_000L;

    private const long MinuteNs = 60_000_000_000L;
    private const int MostChanges = 256;

    private Engine? _engine;
    private readonly string _prefix;
    private readonly CheckpointOrder[] _left;
    private readonly IReadOnlyList<Instrument> _of;
    private readonly int _positions;
    private readonly List<string> _actions = [];
    private readonly Dictionary<OrderId, ReportKind> _ended = [];
    private readonly HashSet<OrderId> _notFound = [];
    private readonly Dictionary<OrderId, (string ClientId, string Symbol)> _lost = [];
    private readonly JsonArray _hanging = [];
    private bool _isReconciled;

    /// <param name="journal">What the earlier sessions left.</param>
    /// <param name="prefix">What client order ids begin with.</param>
    public RecoveryReport(RecoveredJournal journal, string prefix)
    {
        _prefix = prefix;
        _left = [.. journal.Checkpoint.Live];
        _of = [.. journal.Checkpoint.Instruments.Select(i => i.Instrument)];
        _positions = journal.Checkpoint.Strategies.Sum(s => s.Ledgers.Count(l => !l.Position.IsZero));
        JournalPositions = string.Join(", ", journal.Checkpoint.Instruments.Select(i => Text(i.Instrument, i.Account.Position)));
    }

    /// <summary>What the journal had the account hold before anybody asked the venue, for people.</summary>
    public string JournalPositions { get; }

    /// <summary>What the account holds with everything that has been booked by now, for people.</summary>
    public string Positions => string.Join(", ", _engine!.Instruments.Select((instrument, i) => Text(instrument, _engine.Ledger(i).Position)));

    /// <summary>For people, in the order in which it came about.</summary>
    public IReadOnlyList<string> Actions => _actions;

    /// <summary>Why nothing is traded; null: strategies start.</summary>
    public string? Trouble { get; set; }

    /// <summary>The engine has been restored from the journal.</summary>
    public void OnTakenUp(Engine engine) => _engine = engine;

    /// <summary>A report of before the strategies' start.</summary>
    public void OnReport(in OrderReport report)
    {
        if (report.Kind is ReportKind.Cancelled or ReportKind.Expired or ReportKind.Rejected)
            _ended[report.Id] = report.Kind;
        if (report.IsNotFound)
            _notFound.Add(report.Id);
        Instrument instrument = _engine!.Instruments[report.Instrument];
        string trade = $"{Write(instrument.QuantityUnit.ToDecimal(report.Quantity))} {instrument.Symbol} at {Write(instrument.PriceUnit.ToDecimal(report.Price))}";
        string? action = report.Kind switch
        {
            ReportKind.Fill => $"booked a fill that the journal hadn't: {trade} of order {report.Id}",
            ReportKind.External => $"booked a trade of no order that the journal knows: {report.Side} {trade}",
            ReportKind.Liquidation => $"booked a liquidation: {report.Side} {trade}",
            ReportKind.Funding => $"booked funding of {Write(-report.Fee)} in {instrument.Symbol}",
            ReportKind.Cancelled => $"order {report.Id} is cancelled",
            ReportKind.Expired => report.IsNotFound ? $"order {report.Id} was at the venue, which knows nothing of it any more" : $"order {report.Id} has expired",
            ReportKind.Rejected => report.IsNotFound ? $"order {report.Id} isn't at the venue: it never arrived" : $"order {report.Id} was refused by the venue",
            ReportKind.Unresolved => $"what became of order {report.Id} couldn't be found out; {instrument.Symbol} is frozen",
            _ => null,
        };
        if (action is not null)
            _actions.Add(action);
    }

    /// <summary>An order of the journal's works at the venue though the journal lost it, or has it as over. The adapter cancels it.</summary>
    public void OnLost(OrderId id, string clientId, string symbol)
    {
        if (!_lost.TryAdd(id, (clientId, symbol)))
            return;
        _actions.Add($"order {clientId} works at the venue in {symbol} though the journal has lost it, or has it as over: it is being cancelled");
        if (_isReconciled)
            AddLost(id);
    }

    /// <summary>An order that works on: the engine knows what it is for.</summary>
    public void OnKept(in Sdk.OrderUpdate order) =>
        _actions.Add($"kept order {order.Id} ({order.Reason}): {order.Side} {Write(_engine!.Instruments[order.Instrument].QuantityUnit.ToDecimal(order.Remaining))} {_engine.Instruments[order.Instrument].Symbol}");

    /// <summary>It was frozen by a session before, for a reason that is none any more.</summary>
    public void OnThawed(Instrument instrument, FreezeReason reason) => _actions.Add(reason == FreezeReason.Ledger
        ? $"{instrument.Symbol} was frozen for a difference between ledger and venue, and they agree on the position: it is thawed"
        : $"{instrument.Symbol} was frozen for an order of which nobody knew what became, and that is known now: it is thawed");

    /// <summary>The venue has said what became of every order: what it says otherwise than the journal is hanging no more.</summary>
    /// <param name="nowNs">The session's time.</param>
    public void OnReconciled(long nowNs)
    {
        var live = _engine!.SnapshotOrders().ToDictionary(o => o.Id);
        foreach (CheckpointOrder order in _left)
        {
            (string Type, string Reason, string Status)? issue = live.TryGetValue(order.Id, out Sdk.OrderUpdate now) ? IssueOf(order, now, nowNs) : IssueOfEnded(order);
            if (issue is not { } found)
                continue;
            AddHanging(order.Id, string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{order.Id.Number}"), _of[order.Terms.Instrument].Symbol, order.State.ToString(), found);
        }

        foreach (OrderId id in _lost.Keys)
            AddLost(id);
        _isReconciled = true;
    }

    public JsonObject ToJson() => new()
    {
        ["recovered"] = Trouble is null,
        ["trouble"] = Trouble,
        ["actions_taken"] = new JsonArray([.. _actions.Select(a => (JsonNode)a)]),
        ["hanging_orders"] = _hanging.DeepClone(),
        ["fsm_restored"] = new JsonObject { ["orders"] = _left.Length, ["positions"] = _positions },
    };

    // What it is at the venue was just told: it works.
    private void AddLost(OrderId id)
    {
        if (_hanging.Any(h => (long)h!["order_id"]! == id.Number))
            return;
        (string clientId, string symbol) = _lost[id];
        OrderState? local = _engine!.FindOrder(id)?.State;
        AddHanging(
            id, clientId, symbol, local?.ToString() ?? "Lost",
            ("status_mismatch", $"{(local is { } state ? $"it counts as {state}" : "the journal has lost it")}, and it works at the venue", Status(OrderState.Placed)));
    }

    private void AddHanging(OrderId id, string clientId, string symbol, string local, (string Type, string Reason, string Status) issue) => _hanging.Add(new JsonObject
    {
        ["order_id"] = id.Number,
        ["client_order_id"] = clientId,
        ["symbol"] = symbol,
        ["local_status"] = local,
        ["issue"] = new JsonObject { ["type"] = issue.Type, ["reason"] = issue.Reason, ["exchange_status"] = issue.Status },
    });

    private (string Type, string Reason, string Status)? IssueOf(in CheckpointOrder order, in Sdk.OrderUpdate now, long nowNs)
    {
        if (now.IsUnknown)
            return ("stuck", "the venue couldn't say what became of it", "UNKNOWN");
        if (now.State != order.State)
            return ("status_mismatch", $"the journal has it as {order.State}, the venue as {now.State}", Status(now.State));
        return nowNs - SinceNs(order) is { } ns and > TooLongNs && !_engine!.IsProtective(order.Id)
            ? ("too_long", $"it has been {order.State} for {Duration.Format(ns / MinuteNs * MinuteNs)}", Status(now.State))
            : null;
    }

    // As far as is remembered. Protection waits for as long as there is something to protect.
    private long? SinceNs(in CheckpointOrder order)
    {
        var changes = new OrderTransition[MostChanges];
        int count = _engine!.CopyHistory(order.Id, changes);
        long? sinceNs = null;
        foreach (ref readonly OrderTransition change in changes.AsSpan(0, count))
        {
            if (sinceNs is null || (change.To == order.State && change.From != change.To && !change.IsRefused))
                sinceNs = change.LocalNs;
        }

        return sinceNs;
    }

    private (string Type, string Reason, string Status)? IssueOfEnded(in CheckpointOrder order)
    {
        if (_notFound.Contains(order.Id))
            return ("not_found", "it is neither open at the venue nor in its history", "NOT_FOUND");
        OrderState state = _engine!.FindOrder(order.Id)?.State ?? EndOf(order.Id);
        return ("status_mismatch", $"the journal has it as {order.State}, the venue as {state}", Status(state));
    }

    // Of one that the engine remembers no more. Without a report of its own only a filled order ends.
    private OrderState EndOf(OrderId id) => _ended.GetValueOrDefault(id) switch
    {
        ReportKind.Cancelled => OrderState.Cancelled,
        ReportKind.Expired => OrderState.Expired,
        ReportKind.Rejected => OrderState.Rejected,
        _ => OrderState.Filled,
    };

    // As the spec's readers know them.
    private static string Status(OrderState state) => state switch
    {
        OrderState.Placed => "NEW",
        OrderState.PartiallyFilled => "PARTIALLY_FILLED",
        OrderState.Filled => "FILLED",
        OrderState.Cancelled => "CANCELED",
        OrderState.Expired => "EXPIRED",
        OrderState.Rejected => "REJECTED",
        _ => "PENDING",
    };

    private static string Text(Instrument instrument, Quantity position) => $"{Write(instrument.QuantityUnit.ToDecimal(position))} {instrument.Symbol}";

    private static string Write(decimal number) => number.ToString("0.########", CultureInfo.InvariantCulture);
}
