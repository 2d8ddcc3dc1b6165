using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Simulation.Tests")]
