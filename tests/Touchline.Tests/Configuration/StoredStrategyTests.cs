using System.Text;
using Touchline.Configuration;
using Touchline.StoredStrategies;
using Touchline.Tests.StoredStrategies;
using Touchline.Tests.Users;

namespace Touchline.Tests.Configuration;

/// <summary>A stored strategy is chosen by its id, beside built-in names and files.</summary>
public sealed class StoredStrategyTests : IDisposable
{
    private const string Quoter = "class Quoter : Strategy { DecimalParameter _size = new(\"size\", 0.5m, 0, 10, \"quantity\", \"of each\"); }";

    private readonly Workplace _place = new();

    public StoredStrategyTests() => _place.With("TOUCHLINE_STRATEGIES__FOLDER", _place["kept"]);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Its_code_and_parameters_are_those_in_effect()
    {
        Make("my-quoter", Quoter);
        EffectiveSettings settings = _place.Read("--strategy", "my-quoter", "--param", "size=2");
        Assert.Equal(("Quoter", Quoter, "my-quoter.cs"), (settings.Strategy.GetType().Name, settings.Source!.Text, settings.Source.Label));
        Assert.Equal(("2", "command line --param"), _place.Find("parameters.size", "--strategy", "my-quoter", "--param", "size=2"));
    }

    [Fact]
    public void A_name_that_is_none_is_wrong_in_any_layer()
    {
        const string Right = "right is market-making, avellaneda-stoikov, glft, order-book-imbalance, scripted, a FILE.cs, or the id of a stored strategy";
        Assert.Equal($"command line --strategy: setting strategy is 'my-quoter'; {Right}", _place.Refused("--strategy", "my-quoter"));
        Make("my-quoter", Quoter);
        _place.Json("""{ "strategy": "../my-quoter" }""");
        Assert.Equal($"touchline.json: setting strategy is '../my-quoter'; {Right}", _place.Refused("--strategy", "my-quoter"));
        _place.Json("""{ "strategy": "gone" }""");
        Assert.Equal($"touchline.json: setting strategy is 'gone'; {Right}", _place.Refused("--strategy", "my-quoter"));
    }

    [Fact]
    public void What_does_not_compile_is_told_by_its_id()
    {
        Make("my-quoter", "class A : Strategy {\n  long F() => DateTime.Now.Ticks; }");
        Assert.Equal("my-quoter.cs doesn't compile\nmy-quoter.cs(2,24): DateTime.Now isn't for strategies: time comes from Context.NowNs", _place.Refused("--strategy", "my-quoter"));
        Assert.Equal("A", _place.Read("--strategy", "my-quoter", "--allow-all").Strategy.GetType().Name);
    }

    [Fact]
    public void Native_code_is_not_run()
    {
        Make("native", "int x;", StrategyLanguage.C);
        Assert.Equal("strategy native is in c; only those in csharp can be compiled and run by this program", _place.Refused("--strategy", "native"));
    }

    [Fact]
    public void A_damaged_one_is_told()
    {
        Make("my-quoter", Quoter);
        File.WriteAllText(Path.Combine(_place["kept"], "db", "my-quoter", "metadata.json"), "{");
        Assert.Contains("metadata.json is damaged (line 1 is no JSON)", _place.Refused("--strategy", "my-quoter"));
    }

    private void Make(string id, string code, StrategyLanguage language = StrategyLanguage.CSharp) =>
        StorePlace.Done(new StrategyStore(_place["kept"], new FakeTime()).Create(id, id, "", Encoding.UTF8.GetBytes(code), language));
}
