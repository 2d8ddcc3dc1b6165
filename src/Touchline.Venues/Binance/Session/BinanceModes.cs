using System.Text.Json;

namespace Touchline.Venues.Binance;

/// <summary>The account's modes, looked at before any order: one-way positions and single-asset margin are what the engine counts with. Leverage is looked up, never changed.</summary>
internal sealed class BinanceModes(BinanceSession session)
{
    private const int ModeWeight = 30, LeverageWeight = 5;

    private readonly BinanceRetry _retry = new(session.Random);
    private long _nextNs = long.MaxValue;
    private bool _isAsked, _isOneWay, _isSingleAsset;

    public bool AreRight => _isOneWay && _isSingleAsset && !session.AreModesDoubted;

    public long NextNs => session.AreModesDoubted && !_isAsked ? 0 : _isAsked || AreRight ? long.MaxValue : _nextNs;

    public void Start(long nowNs) => _nextNs = nowNs;

    public void Advance(long nowNs)
    {
        if (session.AreModesDoubted && !_isAsked)
        {
            session.AreModesDoubted = _isOneWay = _isSingleAsset = false;
            _nextNs = nowNs;
            session.SetTrouble(BinanceTrouble.Account, "the account's settings were changed at Binance: its modes are being looked at, no new orders until then");
        }

        if (_isAsked || AreRight || nowNs < _nextNs || !session.Clock.IsSynchronised(nowNs))
            return;
        _isAsked = true;
        if (!_isOneWay)
            Ask("/fapi/v1/positionSide/dual", "dualSidePosition", isDual => OnPositionMode(isDual), nowNs);
        else
            Ask("/fapi/v1/multiAssetsMargin", "multiAssetsMargin", isMulti => OnMarginMode(isMulti), nowNs);
    }

    /// <summary>Looks an instrument's leverage up; trading doesn't wait for it.</summary>
    public void AskLeverage(BinanceInstrument instrument, long nowNs) => session.Rest.Ask(
        new BinanceCall("GET", "/fapi/v1/symbolConfig", instrument.Query, LeverageWeight, BinanceUrgency.Needed, BinanceSecurity.Signed, (reply, at) => OnLeverage(instrument, reply)), nowNs);

    private void Ask(string path, string name, Action<bool> then, long nowNs) => session.Rest.Ask(
        new BinanceCall("GET", path, "", ModeWeight, BinanceUrgency.Needed, BinanceSecurity.Signed, (reply, at) =>
        {
            _isAsked = false;
            if (reply.IsOk && Flag(reply.Http.Body, name) is { } flag)
            {
                _retry.Reset();
                _nextNs = at;
                then(flag);
            }
            else
            {
                _nextNs = at + _retry.NextNs();
                session.SetTrouble(BinanceTrouble.Account, $"the account's modes couldn't be read ({reply.Failure?.ToString() ?? "an answer that isn't understood"}); trying again");
            }
        }),
        nowNs);

    private void OnPositionMode(bool isDual)
    {
        if (isDual)
            session.SetTrouble(BinanceTrouble.Hopeless, "the account is in hedge mode, Touchline trades in one-way mode: switch it at Binance (Futures, Preferences, Position Mode: One-way; no open orders or positions) and start again");
        else
            _isOneWay = true;
        session.IsStateOld = true;
    }

    private void OnMarginMode(bool isMulti)
    {
        if (isMulti)
            session.SetTrouble(BinanceTrouble.Hopeless, "the account is in multi-assets mode, Touchline trades in single-asset mode: switch it at Binance (Futures, Preferences, Asset Mode: Single-Asset) and start again");
        else
            _isSingleAsset = true;
        session.SetTrouble(BinanceTrouble.Account, null);
        session.IsStateOld = true;
    }

    private void OnLeverage(BinanceInstrument instrument, BinanceReply reply)
    {
        try
        {
            if (!reply.IsOk)
            {
                session.Note($"{instrument.Symbol}'s leverage couldn't be read: {reply.Failure}");
                return;
            }

            using JsonDocument document = JsonDocument.Parse(reply.Http.Body);
            JsonElement root = document.RootElement;
            JsonElement row = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().FirstOrDefault(r => r.GetProperty("symbol").GetString() == instrument.Symbol) : root;
            instrument.Leverage = row.GetProperty("leverage").GetInt32();
            session.Note($"{instrument.Symbol}: leverage {instrument.Leverage}, {row.GetProperty("marginType").GetString()?.ToLowerInvariant()} margin, by the account's setting");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            session.Note($"{instrument.Symbol}'s leverage couldn't be read: an answer that isn't understood");
        }
    }

    private static bool? Flag(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
