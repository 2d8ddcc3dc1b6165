using System.Globalization;
using Touchline.Core;
using Touchline.Exchanges.Binance;

namespace Touchline.Simulate;

/// <summary>An order of ours as the exchange has it. A conditional one waits in the algo service until it is set off, and is one order with what it becomes then.</summary>
/// <param name="number">The engine's.</param>
/// <param name="waiting">Of a conditional one: as it waits.</param>
/// <param name="step">At which it came.</param>
internal sealed class VenueOrder(long number, int instrument, BinanceAlgoOrder? waiting, long step)
{
    public long Number { get; } = number;

    public int Instrument { get; } = instrument;

    public long Step { get; } = step;

    public BinanceAlgoOrder? Waiting { get; } = waiting;

    /// <summary>In its market; null while it waits, and where it never got there.</summary>
    public BinanceOrder? At { get; set; }

    public bool IsLive => At?.IsLive ?? Waiting!.IsLive;

    public bool IsWaiting => At is null;

    public string Symbol => At?.Symbol.Name ?? Waiting!.Symbol.Name;

    public Side Side => At?.Side ?? Waiting!.Terms.Side;

    public bool ReduceOnly => At?.ReduceOnly ?? Waiting!.Terms.ReduceOnly;

    /// <summary>Its limit; 0 of what waits and of what trades at the market.</summary>
    public decimal Price => At?.Price ?? 0;

    /// <summary>What sets it off, or from where on it trails; 0: nothing does.</summary>
    public decimal Trigger => Waiting is null ? 0 : Waiting.Terms.TriggerPrice ?? Waiting.Terms.ActivatePrice ?? 0;

    public decimal Quantity => At?.Quantity ?? Waiting!.Quantity;

    public decimal Executed => At?.Executed ?? 0;

    public decimal Left => Quantity - Executed;

    private string Status => At?.Status.ToString() ?? Waiting!.Status;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"order {Number}: {(Waiting is null ? "" : $"{Waiting.Terms.Type} {(Trigger == 0 ? "" : $"at {Trigger}")} ")}{Side} {Quantity} {Symbol} at {Price}, {Executed} executed, {Status}{(ReduceOnly ? ", reduce-only" : "")}");
}

/// <summary>Something that happened to an order of ours at the exchange.</summary>
/// <param name="Execution">NEW, TRADE, AMENDMENT, CANCELED, EXPIRED; of a conditional one while it waits, its status; as it becomes an order, SET OFF.</param>
internal readonly record struct VenueEvent(VenueOrder Order, string Execution);
