using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>A session and its exchange, for whoever compares the two: what the session was told, and what the exchange has.</summary>
internal interface IVenueSight
{
    VirtualSession Session { get; }

    Engine Engine { get; }

    IReadOnlyList<string> Symbols { get; }

    /// <summary>What the account began with.</summary>
    decimal Money { get; }

    decimal Wallet { get; }

    /// <summary>The exchange's book, in the instrument's units.</summary>
    OrderBook MarketBook(string symbol);

    long UpdateId(string symbol);

    /// <summary>All orders of the session's account that the exchange remembers.</summary>
    IReadOnlyList<StageOrder> Orders();

    IReadOnlyList<StageFill> Fills();

    decimal Position(string symbol);

    /// <summary>What the open position cost, signed like it: its size times its mean price.</summary>
    decimal PositionCost(string symbol);

    /// <summary>The symbol and the update id of a message that changes a book; null: it is none.</summary>
    (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message);

    /// <summary>What happened so far, for whoever has to find out why.</summary>
    string Story();
}
