namespace Touchline.Exchanges.Binance;

/// <summary>A refusal with Binance's code and text. HTTP status 400 unless it says otherwise.</summary>
internal sealed record BinanceError(int Code, string Message, int Status = 400);
