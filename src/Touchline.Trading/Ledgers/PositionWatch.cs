using System.Globalization;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Compares the position in one instrument, and its average price, with what the venue says.</summary>
internal sealed class PositionWatch(int index, Instrument instrument, Func<Ledger> ledger, WatchOptions options, Action<string> say, Action<LedgerDifference> react, Action<LedgerDifference> over)
{
    private readonly LastingDifference _position = new();
    private readonly LastingDifference _entry = new();

    /// <summary>What the venue said last; null before it said anything.</summary>
    public AccountPosition? Venue { get; private set; }

    public decimal Ours => instrument.QuantityUnit.ToDecimal(ledger().Position);

    public bool Agrees => Venue is not { } venue || venue.Quantity == Ours;

    /// <summary>Both positions, for people.</summary>
    public string Text => $"{instrument.Symbol}: the ledger has a position of {Write(Ours)}, the venue says {Write(Venue?.Quantity ?? 0)}";

    /// <summary>Null: they agree, or it wasn't told yet.</summary>
    public ToldDifference? LastingPosition => _position.IsTold && !Agrees ? new ToldDifference($"{instrument.Symbol} position", Text) : null;

    /// <inheritdoc cref="LastingPosition"/>
    public ToldDifference? LastingEntry =>
        _entry.IsTold && Venue is { } venue && EntryDiffers(venue) ? new ToldDifference($"{instrument.Symbol} entry price", EntryText(venue)) : null;

    public void OnVenue(AccountPosition position) => Venue = position;

    public void Look(long nowNs)
    {
        if (Venue is not { } venue)
            return;
        LookAtPosition(venue.Quantity, nowNs);
        LookAtEntry(venue, nowNs);
    }

    private void LookAtPosition(decimal venue, long nowNs)
    {
        switch (_position.Look(venue - Ours, 0, nowNs))
        {
            case DifferenceNews.Lasting or DifferenceNews.Changed:
                say(Text);
                react(new LedgerDifference(ComparedFigure.Position, index, null, Ours, venue, options.OnPosition));
                break;
            case DifferenceNews.Over:
                say($"{instrument.Symbol}: ledger and venue agree again on a position of {Write(Ours)}");
                over(new LedgerDifference(ComparedFigure.Position, index, null, Ours, venue, options.OnPosition));
                break;
        }
    }

    // While the positions differ their prices have to; a flat position has none, and some venues tell none.
    private bool IsComparable(AccountPosition venue) => Agrees && Ours != 0 && venue.EntryPrice > 0;

    private bool EntryDiffers(AccountPosition venue) =>
        IsComparable(venue) && ledger().AveragePrice(instrument) is var ours && Math.Abs(venue.EntryPrice - ours) > EntryTolerance(ours);

    private decimal EntryTolerance(decimal ours) => options.EntryPriceTolerance * Math.Abs(ours);

    private string EntryText(AccountPosition venue) =>
        $"{instrument.Symbol}: by the ledger the position was opened at {Write(ledger().AveragePrice(instrument))} on average, the venue says {Write(venue.EntryPrice)}";

    private void LookAtEntry(AccountPosition venue, long nowNs)
    {
        bool isComparable = IsComparable(venue);
        decimal ours = isComparable ? ledger().AveragePrice(instrument) : 0;
        decimal difference = isComparable ? venue.EntryPrice - ours : 0;
        switch (_entry.Look(difference, EntryTolerance(ours), nowNs))
        {
            case DifferenceNews.Lasting or DifferenceNews.Changed:
                say(EntryText(venue));
                react(new LedgerDifference(ComparedFigure.EntryPrice, index, null, ours, venue.EntryPrice, options.OnEntryPrice));
                break;
            case DifferenceNews.Over:
                if (isComparable)
                    say($"{instrument.Symbol}: ledger and venue agree again on an average price of {Write(ours)}");
                over(new LedgerDifference(ComparedFigure.EntryPrice, index, null, ours, venue.EntryPrice, options.OnEntryPrice));
                break;
        }
    }

    private static string Write(decimal quantity) => quantity.ToString("0.########", CultureInfo.InvariantCulture);
}
