namespace Touchline.Plugins.Tests.Native;

/// <summary>The examples of sdk/examples, compiled and run: each keeps two quotes and replaces them when the mid has moved.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public void The_example_in_c_quotes() => Quotes(NativeLanguage.C, "c/quoter.c");

    [NativeFact(NativeLanguage.Cpp)]
    public void The_example_in_cpp_quotes() => Quotes(NativeLanguage.Cpp, "cpp/quoter.cpp");

    [NativeFact(NativeLanguage.Rust)]
    public void The_example_in_rust_quotes() => Quotes(NativeLanguage.Rust, "rust/quoter.rs");

    private void Quotes(NativeLanguage language, string source)
    {
        NativeBuild built = NativeBuild.Compile(source, language, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "examples", source)), _folder[$"quoter{NativeBuild.Extension}"]);
        Assert.Empty(built.Diagnostics);
        using NativePlugin plugin = PluginOwner.Start(built.Library!);
        plugin.OfferTicker(1, 9_999, 10_001, 1, 1, 1, 1);
        PluginRequest bid = plugin.Take(), ask = plugin.Take();
        Assert.Equal((1, PluginSide.Buy, 9_998.0, 0.001), (bid.Symbol, bid.Side, Math.Round(bid.Price, 6), bid.Quantity));
        Assert.Equal((1, PluginSide.Sell, 10_002.0, 0.001), (ask.Symbol, ask.Side, Math.Round(ask.Price, 6), ask.Quantity));
        plugin.Answer(bid.Ticket, OrderResult.Done(71));
        plugin.Answer(ask.Ticket, OrderResult.Failed(-2019));

        // Answers come on another thread: told of the market until it has heard them, it asks for the ask again, and for the bid's cancel.
        PluginRequest again = TakeOn(plugin, 10_100), cancel = TakeOn(plugin, 10_100);
        if (again.Kind == PluginRequestKind.Cancel)
            (again, cancel) = (cancel, again);
        Assert.Equal((PluginRequestKind.Cancel, 71L), (cancel.Kind, cancel.OrderId));
        Assert.Equal((PluginRequestKind.Place, PluginSide.Sell), (again.Kind, again.Side));
        plugin.Answer(cancel.Ticket, OrderResult.Done(71));
        PluginRequest next = TakeOn(plugin, 10_100);
        Assert.Equal((PluginSide.Buy, 10_097.98), (next.Side, Math.Round(next.Price, 6)));
        plugin.Stop();
        plugin.WaitFor(PluginState.Ended);
        Assert.Equal(0, plugin.ReturnCode);
    }

    private static PluginRequest TakeOn(NativePlugin plugin, double mid)
    {
        PluginRequest request = default;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                if (plugin.TryTakeRequest(out request))
                    return true;
                plugin.OfferTicker(1, mid - 1, mid + 1, 1, 1, 1, 1);
                return false;
            },
            Patience.Most));
        return request;
    }
}
