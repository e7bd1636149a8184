global using Kernels;
global using Buffer = Kernels.Buffer;
