// Live native tensors are counted for the whole process, and training takes all cores anyway.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
