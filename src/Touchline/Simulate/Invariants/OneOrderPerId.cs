namespace Touchline.Simulate;

internal sealed class OneOrderPerId : Invariant
{
    public override string Name => "one-order-per-id";

    public override string Sentence => "No client order id comes to the venue twice.";

    public override string? AfterStep(SimulatedWorld world) =>
        world.Truth.Doubled.Count == 0 ? null : $"the exchange got order {world.Truth.Doubled[0]} a second time: {world.Truth.Orders[world.Truth.Doubled[0]]}";
}
