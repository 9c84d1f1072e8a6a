@echo off
chcp 65001 >nul
cd /d "%~dp0..\.."
if not exist .kepu-cache mkdir .kepu-cache
python -m kepu publish >.kepu-cache\daily.log 2>&1
exit /b %errorlevel%
