using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Something rare that an outpost is told.</summary>
internal abstract record OutpostMessage
{
    /// <summary>On the outpost's thread.</summary>
    public abstract void Reach(Outpost outpost);

    /// <summary>A whole book, as one batch.</summary>
    public sealed record Book(MarketEvent[] Rows, long NowNs) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.OnBook(Rows, NowNs);
    }

    public sealed record Pause(bool Pauses) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.Pause(Pauses);
    }

    /// <summary>Of no order of its own.</summary>
    public sealed record OtherFill(Fill Fill) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.OnFill(Fill);
    }

    public sealed record Funding(FundingPayment Payment) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.OnFundingPayment(Payment);
    }

    /// <summary>What the account and the strategy hold.</summary>
    public sealed record Holding(int Instrument, LedgerState Account, LedgerState Own) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.Hold(Instrument, Account, Own);
    }

    /// <summary>It took the place of the version before.</summary>
    public sealed record TakeOver : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.TakeOver();
    }

    public sealed record Heard(Signal Signal) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.OnSignal(Signal);
    }

    /// <summary>The user gave a parameter another value.</summary>
    public sealed record Set(string Name, string Value) : OutpostMessage
    {
        public override void Reach(Outpost outpost) => outpost.Set(Name, Value);
    }
}
