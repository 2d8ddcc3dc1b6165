using Touchline.Core;

namespace Touchline.Matching;

/// <summary>What makes own orders trade, one implementation an exchange model. Fills and expiries are reported as they happen.</summary>
internal interface IFillRules
{
    /// <summary>An order arrives, or what is left of one that an amend moved. True when it rests from now on.</summary>
    bool Arrive(OwnOrder order, long exchangeNs);

    /// <summary>The book has taken in a level; own orders of the other side may be reached by it.</summary>
    void OnLevel(in MarketEvent level);

    void OnTrade(in MarketEvent trade);
}
