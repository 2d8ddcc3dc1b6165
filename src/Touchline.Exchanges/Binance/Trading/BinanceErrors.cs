namespace Touchline.Exchanges.Binance;

/// <summary>Trading's refusals, with the texts as Binance sends them.</summary>
internal static class BinanceErrors
{
    public static readonly BinanceError NoOrderNamed = new(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
    public static readonly BinanceError NoAlgoNamed = new(-1102, "Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!");
    public static readonly BinanceError BadPrecision = new(-1111, "Precision is over the maximum defined for this asset.");
    public static readonly BinanceError BadTimeInForce = new(-1115, "Invalid timeInForce.");
    public static readonly BinanceError BadType = new(-1116, "Invalid orderType.");
    public static readonly BinanceError BadSide = new(-1117, "Invalid side.");
    public static readonly BinanceError BadSymbol = new(-1121, "Invalid symbol.");
    public static readonly BinanceError BadCallbackRate = new(-2007, "Invalid callBack rate");
    public static readonly BinanceError UnknownOrder = new(-2011, "Unknown order sent.");
    public static readonly BinanceError NoSuchOrder = new(-2013, "Order does not exist.");
    public static readonly BinanceError NoMargin = new(-2019, "Margin is insufficient.");
    public static readonly BinanceError WouldTrigger = new(-2021, "Order would immediately trigger.");
    public static readonly BinanceError ReduceOnly = new(-2022, "ReduceOnly Order is rejected.");
    public static readonly BinanceError TooManyOrders = new(-2025, "Reach max open order limit.");
    public static readonly BinanceError AboveBracket = new(-2027, "Exceeded the maximum allowable position at current leverage.");
    public static readonly BinanceError LeverageTooSmall = new(-2028, "Leverage is smaller than permitted: insufficient margin balance.");
    public static readonly BinanceError PriceBelowZero = new(-4001, "Price less than 0.");
    public static readonly BinanceError PriceAboveMax = new(-4002, "Price greater than max price.");
    public static readonly BinanceError QuantityBelowZero = new(-4003, "Quantity less than or equal to zero.");
    public static readonly BinanceError QuantityBelowMin = new(-4004, "Quantity less than min quantity.");
    public static readonly BinanceError QuantityAboveMax = new(-4005, "Quantity greater than max quantity.");
    public static readonly BinanceError StopPriceBelowZero = new(-4006, "Stop price less than zero.");
    public static readonly BinanceError StopPriceAboveMax = new(-4007, "Stop price greater than max price.");
    public static readonly BinanceError PriceBelowMin = new(-4013, "Price less than min price.");
    public static readonly BinanceError PriceOffTick = new(-4014, "Price not increased by tick size.");
    public static readonly BinanceError BadClientId = new(-4015, "Client order id is not valid.");
    public static readonly BinanceError QuantityOffStep = new(-4023, "Quantity not increased by step size.");
    public static readonly BinanceError TooManyStopOrders = new(-4045, "Reach max stop order limit.");
    public static readonly BinanceError SameMarginType = new(-4046, "No need to change margin type.");
    public static readonly BinanceError MarginTypeHasOrders = new(-4047, "Margin type cannot be changed if there exists open orders.");
    public static readonly BinanceError MarginTypeHasPosition = new(-4048, "Margin type cannot be changed if there exists position.");
    public static readonly BinanceError SamePositionMode = new(-4059, "No need to change position side.");
    public static readonly BinanceError PositionSideMismatch = new(-4061, "Order's position side does not match user's setting.");
    public static readonly BinanceError PositionModeHasOrders = new(-4067, "Position side cannot be changed if there exists open orders.");
    public static readonly BinanceError PositionModeHasPosition = new(-4068, "Position side cannot be changed if there exists position.");
    public static readonly BinanceError DuplicateClientId = new(-4116, "ClientOrderId is duplicated.");
    public static readonly BinanceError StopIsTriggering = new(-4117, "Stop order is triggering.");
    public static readonly BinanceError UseAlgo = new(-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.");
    public static readonly BinanceError ClosePositionExists = new(-4130, "An open stop or take profit order with GTE and closePosition in the direction is existing.");
    public static readonly BinanceError CounterpartyBeyondPercent = new(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    public static readonly BinanceError LeverageReduction = new(-4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions.");
    public static readonly BinanceError MultiAssetsHasIsolated = new(-4167, "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.");
    public static readonly BinanceError IsolatedInMultiAssets = new(-4168, "Unable to adjust to isolated-margin mode under the Multi-Assets mode.");
    public static readonly BinanceError MultiAssetsHasOrders = new(-4170, "Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.");
    public static readonly BinanceError SameMultiAssets = new(-4171, "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.");
    public static readonly BinanceError FillOrKill = new(
        -5021, "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.");
    public static readonly BinanceError PostOnly = new(
        -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.");
    public static readonly BinanceError AmendLimitOnly = new(-5025, "Only limit order is supported.");
    public static readonly BinanceError TooManyAmendments = new(-5026, "Exceed maximum modify order limit.");
    public static readonly BinanceError SameOrder = new(-5027, "No need to modify the order.");
    public static readonly BinanceError BadPriceMatch = new(-5037, "Invalid price match.");
    public static readonly BinanceError PriceMatchLimitOnly = new(-5038, "Price match only supports order type: LIMIT, STP AND TAKE_PROFIT.");
    public static readonly BinanceError BadGoodTill = new(
        -5040, "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000.");
    public static readonly BinanceError NoDepthForMatch = new(-5041, "No depth matches this BBO order.");

    public static BinanceError Missing(string parameter) => new(-1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static BinanceError NotRequired(string parameter) => new(-1106, $"Parameter '{parameter}' sent when not required.");

    public static BinanceError BadValue(string parameter) => new(-1130, $"Data sent for parameter '{parameter}' is not valid.");

    public static BinanceError PriceTooHigh(decimal most) => new(-4016, $"Limit price can't be higher than {most}.");

    public static BinanceError PriceTooLow(decimal least) => new(-4024, $"Limit price can't be lower than {least}.");

    public static BinanceError BadLeverage(int leverage) => new(-4028, $"Leverage {leverage} is not valid.");

    public static BinanceError NotionalTooSmall(decimal least) => new(-4164, $"Order's notional must be no smaller than {least} (unless you choose reduce only).");

    public static BinanceError AmendedNotionalTooSmall(decimal least) => new(-5029, $"Order's notional must be no smaller than {least} (unless you choose reduce only).");
}
