using Xunit.Sdk;
using Xunit.v3;

// Live native tensors are counted for the whole process, and training takes all cores anyway.
[assembly: Parallelization(Mode = ParallelMode.None)]
