using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Exchanges.Tests")]
