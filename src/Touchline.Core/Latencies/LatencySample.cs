namespace Touchline.Core;

/// <summary>When one order was sent by our clock, reached the exchange, and was answered to us by our clock: ns since the Unix epoch, never backwards.</summary>
public readonly record struct LatencySample(long RequestNs, long ExchangeNs, long ResponseNs)
{
    public long EntryNs => ExchangeNs - RequestNs;

    public long AnswerNs => ResponseNs - ExchangeNs;
}
