using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Storage.Tests")]
