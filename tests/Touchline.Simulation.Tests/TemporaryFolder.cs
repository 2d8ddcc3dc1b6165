namespace Touchline.Simulation.Tests;

/// <summary>
/// A folder of its own for a test's files; gone with it. In memory where the system has such a place: every recording is forced to
/// disk when it is completed, which would be most of the time of thousands of tiny ones.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    private readonly DirectoryInfo _folder = Directory.Exists(InMemory)
        ? Directory.CreateDirectory(Path.Combine(InMemory, $"touchline-simulation-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("touchline-simulation-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
