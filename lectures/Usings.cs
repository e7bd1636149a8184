global using Kernels;
global using Micrograd;
