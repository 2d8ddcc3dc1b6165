using System.Reflection;
using Xunit.Sdk;

namespace Touchline.Storage.Tests;

/// <summary>All tests on databases share one server.</summary>
[CollectionDefinition(Name)]
public sealed class Databases : ICollectionFixture<PostgresServer>
{
    public const string Name = "databases";
}

/// <summary>The test runs on SQLite.</summary>
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Sqlite]];
}

/// <summary>The test runs on PostgreSQL, or is skipped where there is none.</summary>
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute()
    {
        Skip = PostgresServer.Missing;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Postgres]];
}
