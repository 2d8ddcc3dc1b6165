// Most of the time these tests wait for processes.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
