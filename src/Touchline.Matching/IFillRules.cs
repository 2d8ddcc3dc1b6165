using Touchline.Core;

namespace Touchline.Matching;

/// <summary>What makes own orders trade, one implementation an exchange model. Fills and expiries are reported as they happen.</summary>
internal interface IFillRules
{
    /// <summary>An order arrives, or what is left of one that an amend moved. True when it rests from now on.</summary>
    bool Arrive(OwnOrder order, long exchangeNs);

    /// <summary>
    /// The book has taken in a level: own orders that rest there move in their queue, those of the other side may be reached by it.
    /// </summary>
    /// <param name="level">The row.</param>
    /// <param name="previous">What the book had there before.</param>
    void OnLevel(in MarketEvent level, Quantity previous);

    void OnTrade(in MarketEvent trade);

    /// <summary>An order of the market traded whose place in its queue is known: own orders ahead of it would have traded instead.</summary>
    /// <param name="trade">What it traded, as a trade.</param>
    /// <param name="place">Its place.</param>
    void OnExecution(in MarketEvent trade, long place);

    /// <summary>The market's quantity ahead of an order that rests, in units; for people to look at.</summary>
    long AheadOf(in OwnOrder order);
}
