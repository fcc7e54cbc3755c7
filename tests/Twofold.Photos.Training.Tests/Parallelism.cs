// One after another: live native tensors are counted for the whole process, and training takes all cores anyway.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
