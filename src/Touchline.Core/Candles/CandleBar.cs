namespace Touchline.Core;

/// <summary>A bar as <see cref="CandleSeries"/> keeps it: with the exchange times that its open and close stand for.</summary>
internal struct CandleBar
{
    public long FirstNs;
    public long LastNs;
    public Price Open;
    public Price High;
    public Price Low;
    public Price Close;
    public Quantity Volume;
    public long Trades;

    public static CandleBar Empty(Price previousClose) => new()
    {
        Open = previousClose,
        High = previousClose,
        Low = previousClose,
        Close = previousClose,
    };

    public void Add(long exchangeNs, Price price, Quantity quantity)
    {
        if (Trades == 0)
        {
            this = Empty(price);
            FirstNs = exchangeNs;
            LastNs = exchangeNs;
        }
        else if (exchangeNs < FirstNs)
        {
            FirstNs = exchangeNs;
            Open = price;
        }

        if (exchangeNs >= LastNs)
        {
            LastNs = exchangeNs;
            Close = price;
        }

        if (price > High)
            High = price;
        if (price < Low)
            Low = price;
        Volume += quantity;
        Trades++;
    }
}
