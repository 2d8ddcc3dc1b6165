namespace Touchline;

/// <summary>In every project of tests: what a test began ends with it.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public void No_test_counts_on_DisposeAsync_alone_which_xunit_2_never_calls()
    {
        Type[] all = typeof(CleanUpTests).Assembly.GetTypes();
        IEnumerable<Type> tests = all.Where(t => t.GetMethods().Any(m => m.IsDefined(typeof(FactAttribute), inherit: true)));
        IEnumerable<Type> fixtures = all.SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IClassFixture<>) || i.GetGenericTypeDefinition() == typeof(ICollectionFixture<>)))
            .Select(i => i.GetGenericArguments()[0]);
        Assert.DoesNotContain(tests.Concat(fixtures), t => t.IsAssignableTo(typeof(IAsyncDisposable)) && !t.IsAssignableTo(typeof(IAsyncLifetime)) && !t.IsAssignableTo(typeof(IDisposable)));
    }
}
