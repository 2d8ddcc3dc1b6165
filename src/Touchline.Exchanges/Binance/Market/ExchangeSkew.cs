namespace Touchline.Exchanges.Binance;

/// <summary>How far the times that the exchange tells are from its own time; 0 unless a fault says otherwise.</summary>
internal sealed class ExchangeSkew
{
    public long Ns { get; set; }

    public long ToMs(long nowNs) => (nowNs + Ns) / 1_000_000;
}
